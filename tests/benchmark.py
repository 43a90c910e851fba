"""`make bench`: wall time by stage and peak memory of the analyser on Go's own source, or on the directories named.

The median of three runs, each in a process of its own. Nothing fails here; the figures are for CHANGELOG.md and for
whoever wonders whether a change made the analyser slower.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

GO_SOURCE = Path(sysconfig.get_path("purelib")) / "go" / "src"
RUNS = 3

# Runs in the child, so that the peak is the analyser's alone.
MEASURED = """
import resource, sys
from scanners.__main__ import main
status = main(["scan", sys.argv[1], "--format", "json", "--output", sys.argv[2]])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(status if status > 1 else 0)
"""


def measure(path: Path) -> dict[str, Any]:
    """Scan `path` once; return the statistics of the report and the peak in megabytes."""
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory) / "report.json"
        command = [sys.executable, "-c", MEASURED, str(path), str(output)]
        said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, timeout=600).stdout
        stats: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))["stats"]
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kilobytes elsewhere
    return stats | {"megabytes": int(said.split()[-1]) * unit / 1e6}


def main(paths: list[Path]) -> int:
    """Print a line for each directory."""
    print("| source | files | parsed | pools | read s | parse s | analyse s | peak MB |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: |")
    for path in paths or [GO_SOURCE]:
        runs = [measure(path) for _ in range(RUNS)]
        seconds = [
            f"{statistics.median(run['seconds'][stage] for run in runs):.2f}" for stage in ("read", "parse", "analyse")
        ]
        peak = statistics.median(run["megabytes"] for run in runs)
        counts = [str(runs[0][name]) for name in ("files", "parsed", "pools")]
        print(f"| {path.name} | {' | '.join(counts + seconds)} | {peak:.0f} |", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]]))
