"""Questions about Go code that know of no pool: where a value goes, what stands behind a condition."""
