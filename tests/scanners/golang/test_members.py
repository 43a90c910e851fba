from __future__ import annotations

from scanners.golang.types import Named, Type
from tests.scanners.golang.sources import Code


def type_named(code: Code, name: str) -> Type:
    package = code.resolver.program.package_of(code.file.path)
    assert package is not None
    return code.resolver.type_of_declaration(package.declarations[name])


def test_shallowest_field_wins_and_two_of_the_same_depth_hide_each_other() -> None:
    code = Code(
        "package a\ntype A struct{ x, y int }\ntype B struct{ x int; z int }\ntype C struct { A; *B; y string }"
    )
    assert code.resolver.field(type_named(code, "C"), "x") is None
    shallow = code.resolver.field(type_named(code, "C"), "y")
    deep = code.resolver.field(type_named(code, "C"), "z")
    assert shallow is not None
    assert str(shallow.type) == "string"
    assert deep is not None
    assert deep.path == ("B", "z")
    assert deep.declared_in == type_named(code, "B")


def test_methods_are_promoted_through_pointers_and_interfaces() -> None:
    code = Code('package a\nimport "net"\ntype C struct { net.Conn; *D }\ntype D struct{}\nfunc (*D) Stop() {}')
    names = code.resolver.method_names(type_named(code, "C"))
    assert {"Stop", "Close", "SetDeadline"} <= names
    stop = code.resolver.method(type_named(code, "C"), "Stop")
    assert stop is not None
    assert (stop.path, stop.pointer_receiver, stop.qualified) == (("D",), True, "(*example.com/m.D).Stop")


def test_defined_type_has_the_fields_and_not_the_methods_of_what_it_is_made_from() -> None:
    code = Code("package a\ntype A struct{ x int }\nfunc (A) M() {}\ntype B A")
    assert code.resolver.field(type_named(code, "B"), "x") is not None
    assert code.resolver.method(type_named(code, "B"), "M") is None


def test_alias_is_what_it_stands_for() -> None:
    code = Code("package a\ntype A struct{ x int }\ntype B = *A\ntype G[T any] = map[string]T\nvar g G[B]")
    assert str(type_named(code, "B")) == "*a.A"
    assert str(type_named(code, "g")) == "map[string]*a.A"


def test_type_arguments_are_filled_in_fields_and_methods() -> None:
    code = Code("package a\ntype P[T any] struct{ items []T }\nfunc (p P[U]) Get(f func(U) bool) U\nvar p P[*int]")
    assert [str(each.type) for each in code.resolver.fields(type_named(code, "p"))] == ["[]*int"]
    method = code.resolver.method(type_named(code, "p"), "Get")
    assert method is not None
    assert str(method.signature) == "func(func(*int) bool) *int"


def test_field_paths_lead_through_elements_and_end_at_matches() -> None:
    code = Code(
        'package a\nimport "net"\ntype T struct {\n\tby map[string][]*E\n\tself *T\n\tn int\n}\n'
        "type E struct{ conn net.Conn; c2 *net.TCPConn }"
    )

    def is_connection(type_: Type) -> bool:
        return isinstance(type_, Named) and type_.path == "net"

    found = {path: str(type_) for path, type_ in code.resolver.field_paths(type_named(code, "T"), is_connection)}
    assert found == {("by", "[]", "[]", "conn"): "net.Conn", ("by", "[]", "[]", "c2"): "net.TCPConn"}


def test_types_are_spelled_with_package_names_or_without_the_own() -> None:
    code = Code(
        'package a\nimport "net/http"\ntype T struct{}\nvar v map[string]func(*T, ...[]byte) (http.Handler, <-chan T)'
    )
    v = type_named(code, "v")
    assert str(v) == "map[string]func(*a.T, ...[]byte) (http.Handler, <-chan a.T)"
    assert v.relative_to("example.com/m") == "map[string]func(*T, ...[]byte) (http.Handler, <-chan T)"


def test_vendored_and_nested_modules_give_types() -> None:
    code = Code(
        'package a\nimport "q.io/z"\nvar v = z.New()',
        others={"vendor/q.io/z/z.go": "package z\ntype Z struct{}\nfunc New() *Z { return nil }"},
    )
    assert str(type_named(code, "v")) == "*z.Z"


def test_unexported_fields_of_the_standard_library_leave_a_mark() -> None:
    code = Code('package a\nimport "sync"\nvar v sync.Pool')
    assert [each.name for each in code.resolver.fields(type_named(code, "v"))] == ["New", "_"]


def test_methods_that_unexported_types_lend_are_the_types_own() -> None:
    code = Code('package a\nimport "testing"\nvar v *testing.T')
    method = code.resolver.method(type_named(code, "v"), "Fatalf")
    assert method is not None
    assert method.qualified == "(*testing.T).Fatalf"
