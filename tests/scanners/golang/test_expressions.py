from __future__ import annotations

import pytest

from tests.scanners.golang.sources import Code

DECLARED = """package a

import (
	"bytes"
	"io"
	"net/http"
	"sync"
)

type T struct {
	*bytes.Buffer
	n    int
	next *T
	m    map[string][]byte
	f    func(int) (string, error)
	arr  [4]T
	ch   chan *T
}
type I interface {
	io.Reader
	M(x ...int) *T
}
type List[E any] struct{ head *Node[E] }
type Node[E any] struct {
	value E
	next  *Node[E]
}
type Alias = *T
type Defined []Alias
type Num interface{ ~int | ~int64 }

func (t *T) M(x ...int) *T                         { return t }
func (t T) Value() T                               { return t }
func (l *List[E]) First() (E, bool)                { return l.head.value, true }
func (l *List[E]) To[F any](f func(E) F) *List[F]  { return nil }
func (t *T) As[X any, K ~string](k K) (X, map[K]X)     { var x X; return x, nil }
func Map[A, B any](xs []A, f func(A) B) []B        { return nil }
func Keys[M ~map[K]V, K comparable, V any](m M) []K { return nil }
func Of[X any](x X) *List[X]                       { return nil }
func Sum[N Num](n ...N) N                          { return n[0] }
func two() (int, error)                            { return 0, nil }

const (
	zero Size = iota
	one
	Length = 3 + len("abc")
)

type Size uint8
type Name string

var (
	t    *T
	i    I
	l    List[string]
	pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}
	req  *http.Request
	arr  [Length]int
	defs Defined
	x    any
	fn   func(*T) (*T, bool)
	ns   []int
	k    string
)

func use() {
	_ = EXPRESSION
}
"""


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("t.n", "int"),
        ("t.next.next.n", "int"),
        ("t.Len()", "int"),
        ("t.Buffer", "*bytes.Buffer"),
        ('t.m["a"]', "[]byte"),
        ('t.m["a"][1:]', "[]byte"),
        ("t.arr[1]", "a.T"),
        ("t.arr[:]", "[]a.T"),
        ("<-t.ch", "*a.T"),
        ("t.f", "func(int) (string, error)"),
        ("t.f(1)", "(string, error)"),
        ("t.M(1, 2).M()", "*a.T"),
        ("t.M", "func(...int) *a.T"),
        ("(*T).M", "func(*a.T, ...int) *a.T"),
        ("T.Value", "func(a.T) a.T"),
        ("i.Read", "func([]byte) (int, error)"),
        ("i.M()", "*a.T"),
        ("l.First()", "(string, bool)"),
        ("l.head.next.value", "string"),
        ("l.To(func(s string) *T { return nil })", "*a.List[*a.T]"),
        ("l.To[int](nil)", "*a.List[int]"),
        ("l.To[int]", "func(func(string) int) *a.List[int]"),
        ("l.To(func(s string) *T { return nil }).First()", "(*a.T, bool)"),
        ("t.As[*T, string]", "func(string) (*a.T, map[string]*a.T)"),
        ("t.As[*T](Name(k))", "(*a.T, map[a.Name]*a.T)"),
        ("Of(1)", "*a.List[int]"),
        ("Of[error](nil)", "*a.List[error]"),
        ('Of("x").head.value', "string"),
        ("Map(ns, func(n int) *T { return nil })", "[]*a.T"),
        ("Map[int, string]", "func([]int, func(int) string) []string"),
        ("Keys(t.m)", "[]string"),
        ("Sum(zero2...)", "unknown"),
        ("Sum(ns...)", "int"),
        ("&t.arr", "*[4]a.T"),
        ("*t", "a.T"),
        ("T{}.Value()", "a.T"),
        ("&T{n: 1}", "*a.T"),
        ("defs[0].n", "int"),
        ("Defined(nil)", "a.Defined"),
        ("[]byte(x)", "[]byte"),
        ("(*T)(nil)", "*a.T"),
        ("*(*[]int)(nil)", "[]int"),
        ("x.(*T).next", "*a.T"),
        ("x.(interface{ Close() error })", "interface{Close() error}"),
        ("pool.Get()", "any"),
        ("pool.Get().(*bytes.Buffer)", "*bytes.Buffer"),
        ("pool.New", "func() any"),
        ("req.URL.Query()", "url.Values"),
        ('req.Header.Get("a")', "string"),
        ("req.Body", "io.ReadCloser"),
        ("arr", "[6]int"),
        ("one", "a.Size"),
        ("Length", "int"),
        ("one << 2", "a.Size"),
        ("1 + 2.5", "untyped float"),
        ("len(ns) + 1", "int"),
        ("1 < 2", "untyped bool"),
        ("fn(nil)", "(*a.T, bool)"),
        ("func(a, b int) (c error) { return nil }", "func(int, int) error"),
        ("append(ns, 1)", "[]int"),
        ("make(map[string]*T)", "map[string]*a.T"),
        ("make(chan<- int)", "chan<- int"),
        ("new(T)", "*a.T"),
        ("new(two)", "*func() (int, error)"),
        ("min(1, one)", "a.Size"),
        ("[...]string{2: `a`}", "[3]string"),
        ("[][]T{{{n: 1}}}[0][0].n", "int"),
        ("map[string]*T{`a`: {n: 1}}", "map[string]*a.T"),
        ("two()", "(int, error)"),
        ("missing", "unknown"),
        ("t.missing", "unknown"),
        ("missing.f.g()", "unknown"),
    ],
)
def test_type_of_expression(expression: str, expected: str) -> None:
    code = Code(DECLARED.replace("EXPRESSION", expression))
    assert code.type(expression, -1) == expected


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("v, ok := t.m[``]", "[]byte"),
        ("v, ok := x.(*T)", "*a.T"),
        ("v, ok := <-t.ch", "*a.T"),
        ("_, v := two()", "error"),
        ("var v, w = 1, `a`", "int"),
        ("var v = 2.5", "float64"),
        ("for v := range 10 {}", "int"),
        ("for v := range t.m {}", "string"),
        ("for _, v := range t.m {}", "[]byte"),
        ("for _, v := range `abc` {}", "rune"),
        ("for v := range t.ch {}", "*a.T"),
        ("for _, v := range &t.arr {}", "a.T"),
        ("for _, v := range func(yield func(int, *T) bool) {} {}", "*a.T"),
        ("select { case v := <-t.ch: _ = v }", "*a.T"),
        ("switch v := x.(type) { case []T: _ = v }", "any"),
        ("const v = one + 1", "a.Size"),
        ("type L struct { T }; var v L; v.n = 1", "a.L"),
    ],
)
def test_type_of_variable(statement: str, expected: str) -> None:
    code = Code(DECLARED.replace("_ = EXPRESSION", statement))
    assert code.type("v") == expected


@pytest.mark.parametrize(
    ("call", "kind", "qualified"),
    [
        ("pool.Get()", "method", "(*sync.Pool).Get"),
        ("t.Reset()", "method", "(*bytes.Buffer).Reset"),
        ("i.Read(nil)", "method", "(io.Reader).Read"),
        ("l.First()", "method", "(*example.com/m.List).First"),
        ("(*T).M(t)", "method", "(*example.com/m.T).M"),
        ("(two)()", "function", "example.com/m.two"),
        ("Of[int](1)", "function", "example.com/m.Of"),
        ("Map[int, string](ns, nil)", "function", "example.com/m.Map"),
        ("http.Get(``)", "function", "net/http.Get"),
        ("append(ns)", "builtin", "append"),
        ("Defined(nil)", "conversion", None),
        ("[]byte(x)", "conversion", None),
        ("func() {}()", "literal", None),
        ("fn(t)", "value", None),
        ("t.f(1)", "value", None),
        ("missing(1)", "unknown", None),
    ],
)
def test_callee(call: str, kind: str, qualified: str | None) -> None:
    code = Code(DECLARED.replace("EXPRESSION", call))
    callee = code.resolver.callee(code.file, code.node(call, -1))
    assert (callee.kind, callee.qualified) == (kind, qualified)


def test_callee_tells_the_embedded_fields_on_the_way() -> None:
    code = Code(DECLARED.replace("EXPRESSION", "t.Reset()"))
    assert code.resolver.callee(code.file, code.node("t.Reset()")).path == ("Buffer",)


def test_what_is_nowhere_else_is_promoted_from_the_one_embedded_type_that_is_not_at_hand() -> None:
    code = Code(
        'package a\nimport ("example.com/x"; "example.com/y")\n'
        "type inner struct{ n int }\nfunc (inner) Len() int { return 0 }\n"
        "type one struct{ inner; *x.Writer }\ntype two struct{ x.Writer; y.Reader }\n"
        "var o *one\nvar t two\n"
        "func f() { o.Reset(nil); o.Len(); t.Reset(nil) }\n"
    )
    assert code.called("o.Reset(nil)") == "(*example.com/x.Writer).Reset"
    assert code.called("o.Len()") == "(example.com/m.inner).Len"
    assert code.called("t.Reset(nil)") is None


def test_packages_that_are_not_at_hand_are_known_by_name_only() -> None:
    code = Code(
        'package a\nimport "github.com/redis/go-redis/v9"\nvar c *redis.Client\n'
        "func f() { c.Close(); redis.NewClient(nil); redis.X }"
    )
    assert code.called("redis.NewClient(nil)") == "github.com/redis/go-redis/v9.NewClient"
    assert code.called("c.Close()") == "(*github.com/redis/go-redis/v9.Client).Close"
    assert code.type("redis.NewClient(nil)") == "unknown"
    assert code.type("redis.X") == "unknown"


def test_elements_of_a_table_of_functions_can_be_called() -> None:
    code = Code("package a\nvar table map[string]func(int) error\nfunc f(k string) { table[k](1) }")
    assert code.type("table[k](1)") == "error"
    assert code.resolver.callee(code.file, code.node("table[k](1)")).kind == "value"


def test_equal_anonymous_structs_have_fields_of_their_own() -> None:
    code = Code("package a\nvar a, b struct {\n\tn int\n}\nvar c struct {\n\tn int\n}\nfunc f() { _ = a.n; _ = c.n }")
    assert code.meaning("n", 2) == ("field", 3)
    assert code.meaning("n", 3) == ("field", 6)


def test_type_parameters_of_methods_hide_what_the_package_declares() -> None:
    code = Code("package a\nfunc Int() {}\ntype T int\nfunc (t T) N[Int ~int](n Int) Int {\n\treturn Int(n)\n}")
    assert [code.meaning("Int", number) for number in (1, 2, 3)] == [("type", 4)] * 3
