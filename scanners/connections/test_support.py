"""What helps tests, in files that are no tests themselves: where it does not matter how often a client is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.knowledge.connection_pools import test_frameworks

if TYPE_CHECKING:
    from scanners.reading import Reading


def files_of_tests(reading: Reading) -> frozenset[str]:
    """The selected files that import a framework for tests, as code between `Describe` and `It` does."""
    frameworks = test_frameworks()
    return frozenset(
        path for import_path, paths in reading.importers.items() if import_path in frameworks for path in paths
    )


def folders_of_tests(reading: Reading) -> frozenset[str]:
    """The folders of these files, and of those that import `testing`: a package there is made for tests, or may be."""
    paths = files_of_tests(reading) | {*reading.importers.get("testing", ())}
    return frozenset(path.rpartition("/")[0] for path in paths)
