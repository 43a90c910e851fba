from __future__ import annotations

import pytest

from scanners.golang.module import Workspace
from tests.scanners.golang.sources import Files


def workspace(*paths: str, **contents: str) -> Workspace:
    files: dict[str, str | bytes] = dict.fromkeys(paths, "package x\n")
    files.update(
        {
            name.replace("__", "/").replace("_mod", ".mod").replace("_work", ".work"): text
            for name, text in contents.items()
        }
    )
    return Workspace(Files(files))


def test_packages_of_the_own_module_are_found_below_it() -> None:
    own = workspace("a/b/x.go", go_mod="module example.com/m // comment\n")
    assert own.resolve("example.com/m/a/b", "") == "a/b"
    assert own.import_path("a/b") == "example.com/m/a/b"


def test_nested_module_takes_its_directories_from_the_outer_one() -> None:
    two = workspace("a/x.go", "x.go", go_mod="module example.com/m", a__go_mod="module example.com/other\n")
    assert two.resolve("example.com/m/a", "") is None
    assert two.resolve("example.com/other", "") == "a"


@pytest.mark.parametrize("line", ["replace q.io/z => ./z", 'replace (\n\tq.io/z v1.0.0 => "./z"\n)\n'])
def test_local_replacement_is_followed(line: str) -> None:
    own = workspace("z/y/x.go", "x.go", go_mod=f"module example.com/m\n{line}")
    assert own.resolve("q.io/z/y", "") == "z/y"


def test_replacement_by_another_module_is_not_at_hand() -> None:
    own = workspace("x.go", go_mod="module example.com/m\nreplace q.io/z => q.io/fork v1.2.3\n")
    assert own.resolve("q.io/z", "") is None


def test_vendored_packages_are_found_above_the_importer() -> None:
    own = workspace("vendor/q.io/z/x.go", "deep/er/x.go", go_mod="module example.com/m\n")
    assert own.resolve("q.io/z", "deep/er") == "vendor/q.io/z"
    assert own.import_path("vendor/q.io/z") == "q.io/z"


@pytest.mark.parametrize("vendored", [{}, {"vendor__q.io__z__go_mod": "module q.io/z\n"}])
def test_repository_from_before_modules_is_found_by_its_name(vendored: dict[str, str]) -> None:
    old = workspace("a/b/x.go", "vendor/q.io/z/x.go", **vendored)
    assert old.resolve("example.com/owner/name/a/b", "") == "a/b"
    assert old.resolve("q.io/z", "a/b") == "vendor/q.io/z"


def test_repository_with_a_module_of_its_own_has_no_other_name() -> None:
    own = workspace("a/b/x.go", "c/x.go", c__go_mod="module example.com/m\n")
    assert own.resolve("example.com/owner/name/a/b", "") is None


def test_modules_that_go_work_uses_come_before_others_of_the_same_path() -> None:
    both = workspace(
        "a/x.go",
        "b/x.go",
        a__go_mod="module q.io/z\n",
        b__go_mod="module q.io/z\n",
        go_work="go 1.27\nuse (\n\t./b\n)\n",
    )
    assert both.resolve("q.io/z", "") == "b"


def test_importer_prefers_its_own_module() -> None:
    both = workspace("a/x.go", "b/x.go", a__go_mod="module q.io/z\n", b__go_mod="module q.io/z\n")
    assert both.resolve("q.io/z", "b") == "b"


def test_packages_of_the_standard_library_tree_have_no_prefix() -> None:
    std = workspace("net/http/x.go", go_mod="module std\n")
    assert std.resolve("net/http", "") == "net/http"
    assert std.import_path("net/http") == "net/http"
