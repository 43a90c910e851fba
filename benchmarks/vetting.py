"""What `ironrules-vet` costs for a package in which nothing can be found, which is most of them."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from benchmarks.processes import Cost, run

_GOAL: Final = 0.06  # seconds
_SCRIPT: Final = "import sys; from scanners.vet.__main__ import main; sys.exit(main())"  # what is installed


def vetting(runs: int) -> Iterator[str]:
    """The median of several packages without a trigger word, beside Python that does nothing."""
    with tempfile.TemporaryDirectory() as directory:
        source, unit = Path(directory) / "a.go", Path(directory) / "vet.cfg"
        source.write_text("package a\n\nvar x = 1\n", encoding="utf-8")
        values: dict[str, Any] = {
            "ID": "m",
            "ImportPath": "m",
            "Dir": directory,
            "GoFiles": [str(source)],
            "VetxOutput": f"{unit}.out",
        }
        values |= {"Module": {"Path": "m", "Dir": directory, "Main": True}, "ImportMap": {}, "Standard": {}}
        unit.write_text(json.dumps({**values, "PackageVetx": {}, "VetxOnly": False, "Stdout": ""}), encoding="utf-8")
        ours = Cost.median([run([sys.executable, "-c", _SCRIPT, str(unit)])[0] for _ in range(4 * runs)])
        bare = Cost.median([run([sys.executable, "-c", ""])[0] for _ in range(4 * runs)])
    yield "ironrules-vet, a package without a trigger word:"
    yield f"    {ours.wall * 1000:.0f} ms, bare Python {bare.wall * 1000:.0f} ms"
    yield f"    the goal is {_GOAL * 1000:.0f} ms: {'met' if ours.wall <= _GOAL else 'NOT met'}"
