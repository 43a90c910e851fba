from __future__ import annotations

from itertools import chain

from scanners.golang.syntax import FUNCTIONS, text, walk
from tests.scanners.golang.sources import Code


def test_local_shadows_an_import() -> None:
    code = Code(
        'package a\nimport "sync"\nfunc f() {\n\t_ = sync.Pool{}\n\tsync := g()\n\tsync.Get()\n}\n'
        "func g() T { return T{} }\ntype T int"
    )
    assert code.meaning("sync", 0) == ("package", 0)
    assert code.meaning("sync", 2) == ("var", 5)


def test_another_package_called_sync_is_another_package() -> None:
    code = Code(
        'package a\nimport "example.com/m/sync"\nvar p sync.Pool\nfunc f() { p.Get() }',
        others={"sync/pool.go": "package sync\ntype Pool struct{}\nfunc (*Pool) Get() int { return 0 }"},
    )
    assert code.called("p.Get()") == "(*example.com/m/sync.Pool).Get"


def test_renamed_and_dot_imports_mean_their_packages() -> None:
    code = Code(
        'package a\nimport s "sync"\nimport . "bytes"\nvar p s.Pool\nvar b Buffer\nfunc f() { p.Get(); b.Reset() }'
    )
    assert code.called("p.Get()") == "(*sync.Pool).Get"
    assert code.called("b.Reset()") == "(*bytes.Buffer).Reset"


def test_name_on_the_right_of_its_own_declaration_means_the_outer_one() -> None:
    code = Code("package a\nfunc f(x int) {\n\tif x := x + 1; x > 0 {\n\t\t_ = x\n\t}\n\t_ = x\n}")
    assert [code.meaning("x", each) for each in range(5)] == [
        ("param", 2),
        ("var", 3),
        ("param", 2),
        ("var", 3),
        ("var", 3),
    ]
    assert code.meaning("x", 5) == ("param", 2)


def test_short_declaration_assigns_to_names_of_the_same_scope_only() -> None:
    code = Code(
        "package a\nfunc f() (err error) {\n\tx, err := g()\n\t{\n\t\ty, err := g()\n\t}\n}\nfunc g() (int, error)"
    )
    assert code.meaning("err", 1) == ("result", 2)
    assert code.meaning("err", 2) == ("var", 5)


def test_parameter_types_do_not_see_parameter_names() -> None:
    code = Code("package a\nfunc f(int int, x int) { _ = int }")
    assert code.meaning("int", 1) == ("type", 0)
    assert code.meaning("int", 3) == ("param", 2)


def test_every_case_of_a_type_switch_has_a_symbol_of_its_own() -> None:
    code = Code(
        "package a\nfunc f(x any) {\n\tswitch y := x.(type) {\n\tcase int:\n\t\ty++\n"
        "\tcase string, bool:\n\t\t_ = y\n\tcase nil:\n\t\t_ = y\n\t}\n}"
    )
    assert [code.type("y", each) for each in (1, 2, 3)] == ["int", "any", "any"]
    first, second = (code.resolver.object_of(code.file, code.node("y", each)) for each in (1, 2))
    assert first is not second


def test_labels_live_beside_variables() -> None:
    code = Code("package a\nfunc f() {\n\tx := 1\n\tgoto x\nx:\n\t_ = x\n}")
    assert code.meaning("x", 1) == ("label", 5)
    assert code.meaning("x", 3) == ("var", 3)


def test_keys_of_struct_literals_are_fields_even_beside_locals_of_the_name() -> None:
    code = Code("package a\ntype T struct {\n\tn int\n}\nfunc f(n int) {\n\t_ = T{n: n}\n\t_ = map[int]int{n: n}\n}")
    assert [code.meaning("n", each) for each in (2, 3, 4)] == [("field", 3), ("param", 5), ("param", 5)]


def test_keys_of_literals_of_unknown_types_mean_nothing() -> None:
    code = Code('package a\nimport "example.com/x/z"\nvar n int\nvar _ = z.T{n: 1}')
    assert code.meaning("n", 1) is None


def test_uses_of_a_variable_are_found_in_closures_too() -> None:
    code = Code("package a\nfunc f() {\n\tx := 1\n\tgo func() { x++; x := 2; _ = x }()\n\tx = 3\n}")
    found = code.resolver.object_of(code.file, code.node("x"))
    assert found is not None
    assert [node.start_point[0] + 1 for node in code.resolver.uses(code.file, found)] == [3, 4, 5]


def test_functions_are_listed_outer_before_inner_at_package_level_too() -> None:
    code = Code(
        "package a\nvar v = func() { func() {}() }\nfunc (T) m() {}\ntype T int\nfunc f() { defer func() {}() }"
    )
    found = code.resolver.functions(code.file)
    nodes = chain.from_iterable(map(walk, code.file.roots))
    assert [node.type for node in found] == [node.type for node in nodes if node.type in FUNCTIONS]
    inner = found[1]
    outer = code.resolver.enclosing_function(code.file, inner)
    assert outer is not None
    assert outer.id == found[0].id
    assert code.resolver.enclosing_function(code.file, found[0]) is None


def test_parent_is_what_the_tree_says() -> None:
    code = Code("package a\nfunc f() { if true { g(1) } }\nfunc g(int)")
    node = code.node("1")
    parent = code.resolver.parent(code.file, node)
    assert parent is not None
    assert text(parent) == "(1)"


def test_type_parameters_of_a_receiver_are_declared_by_it() -> None:
    code = Code(
        "package a\ntype T[A any] struct{ v A }\nfunc (t *T[B]) m(x B) B { return t.v }\nvar x = (&T[int]{}).m(1)"
    )
    assert code.meaning("B", 1) == ("type", 3)
    assert code.type("(&T[int]{}).m(1)") == "int"
