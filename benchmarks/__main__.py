r"""`make bench`: the analyser beside `git grep`, on directories and on Git repositories (PATH@COMMIT).

For each path the medians of the runs: what the analyser costs, with its stages, what it costs on code that it has seen
before, and what `git grep -c 'sync\.Pool'` costs on the same files, run in turn; whether the goal is met, which is
three times the wall time of git grep and one second; on Go's own source how the time grows with the files that touch
pools. Where semgrep is installed it runs with as many simple patterns as the analyser has rules. `--lines` lists the
files in which only one of analyser and grep finds something: a pool is a declaration and a line of grep is any mention.
First stands what `ironrules-vet` costs where there is nothing to find.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.processes import Cost, analyse, run
from benchmarks.sizes import sizes
from benchmarks.vetting import vetting
from scanners import load_rules

_GO_SOURCE: Final = Path(sysconfig.get_path("purelib")) / "go" / "src"
_PATTERNS: Final = Path(__file__).parent / "semgrep.yml"
_STAGES: Final = ("read", "parse", "analyse")
_MEGABYTES: Final = 600  # the goal
_HEAD: Final = f"{'':24} {'wall':>7} {'CPU':>7} {'peak':>7}   read  parse analyse"


def grep(path: str, commit: str | None) -> tuple[Cost, dict[str, int]]:
    """Count mentions of sync.Pool as one would without the analyser, in the files that it would select."""
    outside = [] if commit is not None else ["--no-index", "--no-exclude-standard"]
    tree = [commit] if commit is not None else []
    files = ["--", "*.go", ":!*_test.go", ":!**/testdata/**", ":!vendor/**", ":!**/vendor/**"]
    # 1 is for no match
    cost, printed = run(["git", "-C", path, "grep", *outside, "-c", "-z", r"sync\.Pool", *tree, *files], good=(0, 1))
    prefix = f"{commit}:" if commit is not None else ""
    found = {}
    for line in filter(None, printed.split("\n")):
        name, _, count = line.rpartition("\0")
        found[name.removeprefix(prefix)] = int(count)
    return cost, found


def measure(target: str, runs: int, semgrep: str | None, *, lines: bool) -> Iterator[str]:
    """The figures of one target."""
    path, _, commit = target.partition("@")
    with tempfile.TemporaryDirectory() as directory:
        output, kept = Path(directory) / "report.json", Path(directory) / "kept"
        analyse(path, commit or None, output, kept=kept)
        costs, reports, agains, greps = [], [], [], []
        for _ in range(runs):
            costs.append(analyse(path, commit or None, output))
            reports.append(json.loads(output.read_text(encoding="utf-8")))
            agains.append(analyse(path, commit or None, output, kept=kept))
            greps.append(grep(path, commit or None))
    ours, theirs, found = Cost.median(costs), Cost.median([cost for cost, _ in greps]), greps[0][1]
    again = Cost.median(agains)
    laps = [statistics.median(report["stats"]["seconds"][stage] for report in reports) for stage in _STAGES]
    goal = 3 * theirs.wall + 1
    yield f"{_name(path)}: {_counted(reports[0], found)}"
    yield _HEAD
    yield _row("analyser", ours) + f" {laps[0]:6.2f} {laps[1]:6.2f} {laps[2]:7.2f}"
    yield _row("the same code again", again)
    yield _row("git grep", theirs)
    for what, cost in (("new code", ours), ("the same code again", again)):
        times = cost.wall / theirs.wall
        yield f"    {what}: {times:.1f} times git grep; the goal is {goal:.2f} s: {_met(cost.wall <= goal)}"
    yield f"    peak memory, of at most {_MEGABYTES} MB: {_met(ours.megabytes <= _MEGABYTES)}"
    if lines:
        yield from _differences(reports[0], found)
    if semgrep:
        yield from _beside_semgrep(semgrep, path, commit, ours, runs)
    if not commit and Path(path).resolve() == _GO_SOURCE.resolve():
        yield from sizes(_GO_SOURCE, found, runs)


def _beside_semgrep(semgrep: str, path: str, commit: str, ours: Cost, runs: int) -> Iterator[str]:
    if commit:
        yield "    semgrep reads directories only: left out"
        return
    with tempfile.TemporaryDirectory() as directory:  # it leaves out what the repository around a directory ignores
        copy = shutil.copytree(path, f"{directory}/copy", symlinks=True)
        command = [semgrep, "scan", "--metrics=off", "--quiet", "--no-git-ignore", "--config", str(_PATTERNS), copy]
        theirs = Cost.median([run(command)[0] for _ in range(runs)])
    patterns = _PATTERNS.read_text(encoding="utf-8").count("- id:")
    yield _row("semgrep", theirs) + f"   {patterns} patterns; the analyser has {len(load_rules())} rules"
    yield f"    {theirs.wall / ours.wall:.1f} times the analyser; the goal is 10: {_met(theirs.wall >= 10 * ours.wall)}"


def _row(name: str, cost: Cost) -> str:
    peak = f"{cost.megabytes:4.0f} MB" if cost.megabytes else ""
    return f"    {name:20} {cost.wall:6.2f}s {cost.cpu:6.2f}s {peak:>7}"


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT met"


def _counted(report: dict[str, Any], found: dict[str, int]) -> str:
    counts = [f"{len(report[kind])} {kind}" for kind in ("pools", "findings", "problems")]
    return ", ".join([f"{report['stats']['files']} files", *counts, f"{sum(found.values())} lines of git grep"])


def _differences(report: dict[str, Any], found: dict[str, int]) -> Iterator[str]:
    with_pools = {pool["path"] for pool in report["pools"]}
    yield from (
        f"    {name}: {count} lines, no pool" for name, count in sorted(found.items()) if name not in with_pools
    )
    yield from (f"    {name}: a pool, no line" for name in sorted(with_pools - set(found)))


def _name(path: str) -> str:
    resolved = Path(path).resolve()
    return resolved.parent.name if resolved.name in {"repo", "src"} else resolved.name


def main() -> None:
    """Measure the paths of the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=(__doc__ or "").split("\n")[0])
    parser.add_argument(
        "targets", nargs="*", default=[str(_GO_SOURCE)], metavar="PATH[@COMMIT]", help="default: Go's own source"
    )
    parser.add_argument("--runs", type=int, default=5, help="scans of each path; medians are shown")
    parser.add_argument("--lines", action="store_true", help="list the files in which the two differ")
    parser.add_argument("--semgrep", default=shutil.which("semgrep"), help="the command; default: that of PATH")
    options = parser.parse_args()
    if not options.semgrep:
        print("semgrep is not installed: left out (pip install semgrep in an environment of its own, --semgrep PATH)")
    for line in vetting(options.runs):
        print(line, flush=True)
    for target in options.targets:
        for line in measure(target, options.runs, options.semgrep, lines=options.lines):
            print(line, flush=True)


if __name__ == "__main__":
    main()
