"""Programs in TypeScript, checked against the types of published packages by the published compiler."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from typing import TYPE_CHECKING, Final

import pytest

from tests.governance.webhooks.published import TYPESCRIPT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.governance.webhooks.published import Package

_OPTIONS: Final = ("--strict", "--skipLibCheck", "--target", "es2022", "--module", "nodenext", "--pretty", "false")


def unpack(package: Package, into: Path) -> None:
    """Put what a package of npm holds into a directory; `filter=` came with Python 3.11.4."""
    with tarfile.open(package.fetched()) as packed:
        packed.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        packed.extractall(into)


def complaints_about(program: str, directory: Path) -> list[str]:
    """Return what the compiler says against `program`, which stands then as `calls.mjs` in the directory."""
    node = shutil.which("node") or pytest.skip("no Node.js on this machine")
    unpack(TYPESCRIPT, directory / "compiler")
    (directory / "calls.mts").write_text(program)
    command = [node, str(directory / "compiler/package/bin/tsc"), *_OPTIONS, "calls.mts"]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    return [line for line in done.stdout.splitlines() if not line.startswith(" ")]
