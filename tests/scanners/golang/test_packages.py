from __future__ import annotations

from scanners.golang.headers import header
from scanners.golang.program import Program
from tests.scanners.golang.sources import Files


def test_declarations_of_all_files_share_one_scope() -> None:
    program = Program(
        Files({"a.go": "package a\nfunc f() {}", "b.go": "package a\nvar x, y = 1, 2\nconst c = 3\ntype T int"})
    )
    (package,) = program.package_in("")
    assert {name: each.kind for name, each in package.declarations.items()} == {
        "f": "func",
        "x": "var",
        "y": "var",
        "c": "const",
        "T": "type",
    }


def test_files_that_lack_the_word_are_not_parsed(monkeypatch: object) -> None:
    program = Program(Files({"a.go": "package a\nfunc f() {}", "b.go": "package a\nfunc other() {}"}))
    (package,) = program.package_in("")
    found = package.declaration("f")
    assert found is not None
    assert found.file.path == "a.go"
    assert package.paths == ("a.go", "b.go")


def test_only_directories_that_are_asked_for_are_read() -> None:
    files = Files({"a/a.go": "package a", "b/b.go": "package b"})
    Program(files).package_in("a")
    assert files.reads == ["a/a.go"]


def test_test_files_belong_to_packages_only_when_asked_for() -> None:
    files = {"a.go": "package a", "a_test.go": "package a\nvar t int", "x_test.go": "package a_test"}
    assert [each.paths for each in Program(Files(files)).package_in("")] == [("a.go",)]
    assert [each.paths for each in Program(Files(files), tests=True).package_in("")] == [
        ("a.go", "a_test.go"),
        ("x_test.go",),
    ]


def test_variants_under_build_tags_are_kept_with_the_usual_one_first() -> None:
    windows = "//go:build windows\n\npackage a\n\ntype T struct{ w int }\n"
    files = {
        "a_any.go": windows,
        "b_windows.go": "package a\ntype T int",
        "c.go": "//go:build !windows\n\npackage a\ntype T string",
    }
    (package,) = Program(Files(files)).package_in("")
    found = package.declarations["T"]
    assert found.file.path == "c.go"
    assert {each.file.path for each in found.alternatives} == {"a_any.go", "b_windows.go"}


def test_variant_is_chosen_by_the_constraint_of_the_file_that_asks() -> None:
    tagged = "//go:build special\n\npackage a\n"
    files = {"a.go": tagged + "type T int", "b.go": "//go:build !special\n\npackage a\ntype T string", "c.go": tagged}
    (package,) = Program(Files(files)).package_in("")
    found = package.declaration("T", preferred=package.file("c.go"))
    assert found is not None
    assert found.file.path == "a.go"


def test_methods_are_found_in_every_file_with_their_receivers() -> None:
    files = {
        "a.go": "package a\ntype T[K any] struct{}\nfunc (t *T[K]) p() {}",
        "b.go": "package a\nfunc (T[_]) v() {}",
    }
    (package,) = Program(Files(files)).package_in("")
    methods = package.methods("T")
    assert {each.name: each.pointer_receiver for each in methods} == {"p": True, "v": False}
    assert [each.qualified for each in methods] == ["(*.T).p", "(.T).v"]


def test_constants_know_the_expression_that_is_implied() -> None:
    (package,) = Program(Files({"a.go": "package a\nconst (\n\ta = iota\n\tb\n\t_\n\td, e = 1, 2\n)"})).package_in("")
    found = package.declarations["b"]
    assert found.iota == 1
    assert found.value_spec is not None
    assert found.value_spec.id == package.declarations["a"].node.id
    assert package.declarations["e"].index == 1


def test_standard_library_is_known_where_the_source_has_none() -> None:
    package = Program(Files({"a.go": "package a"})).package("net/http", "")
    assert package is not None
    assert package.is_knowledge
    assert package.declarations["Client"].kind == "type"
    assert "Do" in package.methods("Client").names


def test_package_that_is_nowhere_is_none() -> None:
    program = Program(Files({"a.go": "package a"}))
    assert program.package("example.com/nowhere", "") is None
    assert program.package("../../pyproject", "") is None


def test_file_without_package_clause_is_in_no_package() -> None:
    program = Program(Files({"a.go": "func f() {}"}))
    assert program.package_in("") == ()
    assert program.package_of("a.go") is None


def test_variant_is_chosen_by_the_build_lines_of_older_files() -> None:
    files = {
        "a_old.go": "// +build !go1.3\n\npackage a\ntype T int",
        "b_new.go": "// Licence.\n\n// +build linux,gc darwin\n// +build go1.3\n\npackage a\ntype T string",
        "c_none.go": "// +build mips\n// of the package\npackage a\ntype U int",
    }
    (package,) = Program(Files(files)).package_in("")
    assert package.declarations["T"].file.path == "b_new.go"
    assert [header(source.encode()).constraint for source in files.values()] == [
        "(!go1.3)",
        "(linux && gc || darwin) && (go1.3)",
        "",
    ]
