"""How the time grows with the number of files that touch pools: on an eighth, a quarter, half and all of them.

In one process: two find out some things twice, and small programs get no second one.
"""

from __future__ import annotations

import math
import shutil
import statistics
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from benchmarks.processes import Cost, analyse

_PARTS: Final = (8, 4, 2, 1)


def sizes(source: Path, lines: Mapping[str, int], runs: int) -> Iterator[str]:
    """A line for each size, and the exponent of the curve through them: 1 is linear.

    Whole packages are taken, every eighth of those with pools and so on, so that each size holds small and large ones.
    """
    packages = sorted({Path(name).parent for name in lines})
    measured: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as directory:
        output = Path(directory) / "report.json"
        (Path(directory) / "empty").mkdir()
        start = Cost.median([analyse(f"{directory}/empty", None, output, jobs=1) for _ in range(runs)])
        yield f"    {'files with pools':>18} {'packages':>9} {'wall':>7} {'CPU':>7} {'CPU a file':>11}"
        for part in _PARTS:
            taken = packages[::part]
            copy = Path(directory) / f"part{part}"
            for package in taken:
                _copy(source, copy, package)
            files = sum(1 for name in lines if Path(name).parent in set(taken))
            cost = Cost.median([analyse(str(copy), None, output, jobs=1) for _ in range(runs)])
            measured.append((files, cost.cpu - start.cpu))
            yield (
                f"    {files:18} {len(taken):9} {cost.wall:6.2f}s {cost.cpu:6.2f}s "
                f"{1000 * (cost.cpu - start.cpu) / files:8.0f} ms"
            )
    yield f"    time grows as files ^ {_exponent(measured):.2f}; without files it is {start.cpu:.2f} s of CPU"


def _copy(source: Path, copy: Path, package: Path) -> None:
    (copy / package).mkdir(parents=True, exist_ok=True)
    if (source / "go.mod").is_file():
        shutil.copy(source / "go.mod", copy)
    for file in (source / package).glob("*.go"):
        if file.is_file():
            shutil.copy(file, copy / package)


def _exponent(measured: list[tuple[int, float]]) -> float:
    """The slope of the straight line through the logarithms, by least squares."""
    points = [(math.log(files), math.log(max(seconds, 1e-3))) for files, seconds in measured]
    return statistics.linear_regression(*zip(*points, strict=True)).slope
