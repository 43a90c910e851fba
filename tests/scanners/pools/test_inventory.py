"""Every shape of pool that Go programs write, as modules whose comments say what the inventory must hold.

    // pool: NAME SCOPE ELEMENT     a row is declared on this line ("-" for an element that is not known)
    // get: NAME                    a Get of that pool; "via WRAPPER" for calls of a wrapper, "uncounted" inside of one
    // put: NAME
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scanners import DirectorySource, Selection
from scanners.golang.packages import Program
from scanners.golang.resolver import Resolver
from scanners.pools.inventory import Inventory, find_pools
from scanners.reading import read

TESTDATA = Path(__file__).parent / "testdata"
COMMENT = re.compile(r"//\s*((?:pool|get|put): .*)$")


def inventory_of(directory: Path) -> Inventory:
    source = DirectorySource(directory)
    reading = read(source, Selection())
    program = Program(source)
    return find_pools(program, Resolver(program), reading)


def expected(directory: Path) -> list[str]:
    lines = []
    for path in sorted(directory.rglob("*.go")):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if match := COMMENT.search(line):
                where = f"{path.relative_to(directory)}:{number}"
                lines += [f"{where} {each.strip()}" for each in match[1].split(";")]
    return sorted(lines)


def found(inventory: Inventory) -> list[str]:
    lines = []
    for pool in inventory.pools:
        lines.append(f"{pool.file.path}:{pool.location.line} pool: {pool.name} {pool.scope} {pool.element or '-'}")
        for site in pool.sites:
            line = f"{site.file.path}:{site.location.line} {site.kind}: {pool.name}"
            line += f" via {site.via}" if site.via else ""
            lines.append(line + ("" if site.counted else " uncounted"))
    return sorted(lines)


@pytest.mark.parametrize("case", sorted(path.name for path in TESTDATA.iterdir()))
def test_inventory_is_complete_and_exact(case: str) -> None:
    reported, wanted = found(inventory_of(TESTDATA / case)), expected(TESTDATA / case)
    assert [f"- {line}" for line in wanted if line not in reported] == []
    assert [f"+ {line}" for line in reported if line not in wanted] == []
    assert len(reported) == len(wanted)


@pytest.mark.parametrize("case", sorted(path.name for path in TESTDATA.iterdir()))
def test_identities_are_unique(case: str) -> None:
    identities = [pool.identity for pool in inventory_of(TESTDATA / case).pools]
    assert len(set(identities)) == len(identities)


def test_identity_survives_moved_lines(tmp_path: Path) -> None:
    original = (TESTDATA / "struct_fields" / "a.go").read_text()
    (tmp_path / "go.mod").write_text("module example.com/m\n")
    (tmp_path / "a.go").write_text(original)
    before = {pool.identity for pool in inventory_of(tmp_path).pools}
    (tmp_path / "a.go").write_text(original.replace("import", "\n\n// A remark.\nimport"))
    assert {pool.identity for pool in inventory_of(tmp_path).pools} == before
