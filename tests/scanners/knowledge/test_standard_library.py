from __future__ import annotations

from pathlib import Path

import pytest

from scanners.golang.syntax import parse
from scanners.knowledge import standard_library


@pytest.mark.toolchain
def test_describing_packages_anew_gives_what_is_committed(tmp_path: Path) -> None:
    packages = ("bufio", "database/sql", "iter", "math/rand/v2", "net/http", "sync", "testing")
    standard_library.describe(tmp_path, *packages)
    for each in packages:
        described = standard_library.file_of(tmp_path, each).read_bytes()
        assert described == standard_library.read(each), (
            f"{each} is stale: python -m scanners.knowledge.standard_library"
        )


@pytest.mark.toolchain
def test_recorded_version_is_that_of_the_toolchain() -> None:
    recorded = (standard_library.DIRECTORY / "VERSION").read_text(encoding="utf-8").strip()
    installed = (standard_library.go_root() / "VERSION").read_text(encoding="utf-8").split()[0]
    assert recorded == installed


def test_every_description_is_go_that_parses() -> None:
    broken = {
        path.name for path in standard_library.DIRECTORY.glob("*.txt") if parse(path.name, path.read_bytes()).broken
    }
    assert broken == set()


@pytest.mark.parametrize("path", ["", "example.com/x", "../../model", "net/nowhere", "a\0b", "/etc/passwd", "VERSION"])
def test_other_paths_are_not_known(path: str) -> None:
    assert standard_library.read(path) is None
