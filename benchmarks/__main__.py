r"""`make bench`: the analyser beside `git grep`, on directories and on Git repositories (PATH@COMMIT).

For each path the median of the runs: wall time by stage, peak memory, pools, findings and problems; beside it the time
that `git grep -c 'sync\.Pool'` needs for the same files, and the lines that it finds. A pool is a declaration and a
line of grep is any mention, so the two numbers differ; `--lines` lists the files in which only one of them is.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

# Runs in the child, so that the peak is the analyser's alone.
_MEASURED = """
import resource, sys
from scanners.__main__ import main
status = main(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
sys.exit(status if status > 1 else 0)
"""
_GO_SOURCE = Path(sysconfig.get_path("purelib")) / "go" / "src"
_COUNTED = "  pools  lines  findings  problems"
_LIMIT = 900  # seconds; a scan that needs more has failed


@dataclass(frozen=True)
class Run:
    """One scan: seconds of wall time of the whole process, peak in megabytes, and the report."""

    seconds: float
    megabytes: float
    report: dict[str, Any]


@dataclass(frozen=True)
class Grep:
    """What git grep finds: seconds, and the lines for each file that the analyser would select."""

    seconds: float
    lines: dict[str, int]


def scan(path: str, commit: str | None) -> Run:
    """Scan once in a process of its own; raises CalledProcessError when it cannot be done."""
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory) / "report.json"
        arguments = ["scan", path, "--format", "json", "--output", str(output)]
        if commit is not None:
            arguments += ["--commit", commit]
        started = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _MEASURED, *arguments], stdout=subprocess.PIPE, text=True, check=True, timeout=_LIMIT
        )
        seconds = time.perf_counter() - started
        report: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss: bytes there, kilobytes elsewhere
    return Run(seconds, int(done.stdout.split()[-1]) * unit / 1e6, report)


def grep(path: str, commit: str | None) -> Grep:
    """Count mentions of sync.Pool as one would without the analyser."""
    outside = [] if commit is not None else ["--no-index", "--no-exclude-standard"]
    tree = [commit] if commit is not None else []
    files = ["--", "*.go", ":!*_test.go", ":!**/testdata/**", ":!vendor/**", ":!**/vendor/**"]
    started = time.perf_counter()
    done = subprocess.run(
        ["git", "-C", path, "grep", *outside, "-c", "-z", r"sync\.Pool", *tree, *files],
        capture_output=True,
        text=True,
        check=False,
        timeout=_LIMIT,
    )
    seconds = time.perf_counter() - started
    if done.returncode > 1:  # 1 is for no match
        raise SystemExit(f"{path}: git grep: {done.stderr.strip()}")
    prefix = f"{commit}:" if commit is not None else ""
    found = {}
    for line in filter(None, done.stdout.split("\n")):
        name, _, count = line.rpartition("\0")
        found[name.removeprefix(prefix)] = int(count)
    return Grep(seconds, found)


def table(targets: list[str], runs: int, *, lines: bool) -> Iterator[str]:
    """The figures, a line for each target."""
    yield f"{'':28} {'read':>6} {'parse':>6} {'analyse':>7} {'total':>6} {'MB':>5}  {'grep':>5}" + _COUNTED
    for target in targets:
        path, _, commit = target.partition("@")
        results = [scan(path, commit or None) for _ in range(runs)]
        found = grep(path, commit or None)
        report = results[0].report
        stages = {
            stage: statistics.median(result.report["stats"]["seconds"][stage] for result in results)
            for stage in ("read", "parse", "analyse")
        }
        yield (
            f"{_name(path):28} {stages['read']:6.2f} {stages['parse']:6.2f} {stages['analyse']:7.2f} "
            f"{statistics.median(result.seconds for result in results):6.2f} "
            f"{max(result.megabytes for result in results):5.0f}  {found.seconds:5.2f}  "
            f"{len(report['pools']):5}  {sum(found.lines.values()):5}  "
            f"{len(report['findings']):8}  {len(report['problems']):8}"
        )
        if lines:
            with_pools = {pool["path"] for pool in report["pools"]}
            yield from (
                f"    {name}: {count} lines, no pool"
                for name, count in sorted(found.lines.items())
                if name not in with_pools
            )
            yield from (f"    {name}: a pool, no line" for name in sorted(with_pools - set(found.lines)))


def _name(path: str) -> str:
    resolved = Path(path).resolve()
    return (resolved.parent.name if resolved.name in {"repo", "src"} else resolved.name)[-28:]


def main() -> None:
    """Measure the paths of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "targets", nargs="*", default=[str(_GO_SOURCE)], metavar="PATH[@COMMIT]", help="default: Go's own source"
    )
    parser.add_argument("--runs", type=int, default=3, help="scans of each path; the median is shown")
    parser.add_argument("--lines", action="store_true", help="list the files in which the two differ")
    options = parser.parse_args()
    for line in table(options.targets, options.runs, lines=options.lines):
        print(line, flush=True)


if __name__ == "__main__":
    main()
