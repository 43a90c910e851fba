"""Every shape of pool that Go programs write, as modules whose comments say what the inventory must hold.

// pool: NAME SCOPE ELEMENT     a row is declared on this line ("-" for an element that is not known)
// get: NAME                    a Get of that pool; "via WRAPPER" for calls of a wrapper, "uncounted" inside of one
// put: NAME
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.scanners.pools.inventory.inventories import TESTDATA, described, inventory_of, inventory_of_code

COMMENT = re.compile(r"//\s*((?:pool|get|put): .*)$")
CASES = sorted(path.name for path in TESTDATA.iterdir())


def expected(directory: Path) -> list[str]:
    lines = []
    for path in sorted(directory.rglob("*.go")):
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if match := COMMENT.search(line):
                where = f"{path.relative_to(directory)}:{number}"
                lines += [f"{where} {each.strip()}" for each in match[1].split(";")]
    return sorted(lines)


@pytest.mark.parametrize("case", CASES)
def test_inventory_is_complete_and_exact(case: str) -> None:
    assert described(inventory_of(TESTDATA / case)) == expected(TESTDATA / case)


@pytest.mark.parametrize("case", CASES)
def test_identities_are_unique(case: str) -> None:
    identities = [pool.identity for pool in inventory_of(TESTDATA / case).pools]
    assert len(set(identities)) == len(identities)


def test_identity_survives_moved_lines(tmp_path: Path) -> None:
    shutil.copytree(TESTDATA / "struct_fields", tmp_path, dirs_exist_ok=True)
    before = {pool.identity for pool in inventory_of(tmp_path).pools}
    code = (tmp_path / "a.go").read_text()
    (tmp_path / "a.go").write_text(code.replace("import", "\n\n// A remark.\nimport"))
    assert {pool.identity for pool in inventory_of(tmp_path).pools} == before


def test_new_functions_are_found_where_they_are_set(tmp_path: Path) -> None:
    code = "var p sync.Pool\n\nfunc init() { p.New = fresh }\n\nfunc fresh() any { return 1 }\n"
    (pool,) = inventory_of_code(tmp_path, code).pools
    assert [new.name for new in pool.new] == ["fresh"]


def test_test_files_and_vendored_code_have_no_rows(tmp_path: Path) -> None:
    for path in ("a_test.go", "vendor/example.com/v/v.go", "testdata/t.go"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text('package a\n\nimport "sync"\n\nvar other sync.Pool\n')
    (pool,) = inventory_of_code(tmp_path, "var p sync.Pool\n").pools
    assert pool.name == "p"


def test_sites_in_another_module_of_the_repository_are_found(tmp_path: Path) -> None:
    files = {
        "go.work": "go 1.23\n\nuse ./a\nuse ./b\n",
        "a/go.mod": "module example.com/a\n",
        "a/a.go": 'package a\n\nimport "sync"\n\nvar Pool sync.Pool\n',
        "b/go.mod": "module example.com/b\n\nrequire example.com/a v0.0.0\n",
        "b/b.go": 'package b\n\nimport "example.com/a"\n\nfunc f() { a.Pool.Put(1) }\n',
    }
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(content)
    (pool,) = inventory_of(tmp_path).pools
    assert [(site.kind, site.location.path) for site in pool.sites] == [("put", "b/b.go")]


def test_object_handed_to_the_put_is_known(tmp_path: Path) -> None:
    code = "var p sync.Pool\n\nfunc put(x *int) { p.Put(x) }\n\nfunc f(y *int) { put(y) }\n"
    (pool,) = inventory_of_code(tmp_path, code).pools
    values = {site.via: site.value.text for site in pool.puts if site.value is not None}
    assert values == {None: b"x", "put": b"y"}
