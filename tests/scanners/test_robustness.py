"""Whatever the source is, the whole analyser ends soon, no rule breaks, and the same input gives the same report."""

from __future__ import annotations

import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Self

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners import Report, RuleFolder, RuleVerdict, load_rules, scan
from scanners.source import Unreadable
from tests.scanners.golang.test_robustness import seconds

GO_SOURCE = Path(sysconfig.get_path("purelib")) / "go" / "src"
# Files of Go's own source that touch pools, each in its way and none of them long.
REAL = (
    "fmt/print.go",
    "log/log.go",
    "io/io.go",
    "encoding/json/scanner.go",
    "net/http/internal/http2/databuffer.go",
    "net/http/internal/http2/gotrack.go",
    "archive/zip/register.go",
    "internal/poll/splice_linux.go",
)
FIELDS = 24
POOL = (
    'package a\n\nimport "sync"\n\ntype T struct {\n'
    + "".join(f"\tf{number} int\n" for number in range(FIELDS))
    + "\tbuf []byte\n}\n\nvar pool = sync.Pool{New: func() any { return new(T) }}\n\nfunc c(int) bool\n\n"
)


class Files:
    """A source that is a mapping, its files in the order of the mapping."""

    commit: str | None = None

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    def paths(self) -> Sequence[str]:
        return tuple(self._files)

    def refused(self) -> Sequence[Unreadable]:
        return ()

    def read(self, path: str) -> bytes:
        return self._files[path]

    def stream(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | Unreadable]]:
        return ((path, self._files[path]) for path in paths)

    def digests(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        return ((path, self._files[path].hex()) for path in paths)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        pass


@cache
def every_rule() -> tuple[RuleFolder, ...]:
    return load_rules()


@cache
def real(name: str) -> bytes:
    return (GO_SOURCE / name).read_bytes()


def report_on(files: Mapping[str, bytes]) -> Report:
    """The report of all rules; the same in whatever order the files come, and no rule broke."""
    files = {"go.mod": b"module example.com/m\n", **files}
    report, again = (scan(Files(dict(order)), rules=every_rule()) for order in (files.items(), reversed(files.items())))
    assert (report.pools, report.findings, report.problems) == (again.pools, again.findings, again.problems)
    assert not [problem for problem in report.problems if problem.message.key.startswith("analyser.rule-")]
    return report


def ifs(start: int, count: int) -> str:
    return "".join(
        f"\tif c({number}) {{\n\t\tt.f{number % FIELDS} = {number}\n\t}}\n" for number in range(start, start + count)
    )


HOSTILE = {
    "states-in-callees": "func a() {\n\tt := pool.Get().(*T)\n\tuse(t)\n" + ifs(0, 8) + "\tb(t)\n\tpool.Put(t)\n}\n"
    "func b(t *T) {\n" + ifs(8, 8) + "\td(t)\n}\nfunc d(t *T) {\n" + ifs(16, 8) + "}\n"
    "func use(t *T) int { return " + "+".join(f"t.f{number}" for number in range(FIELDS)) + " }\n",
    "closures-in-closures": "func a() {\n\tt := pool.Get().(*T)\n"
    + "".join(f"func() {{ if c({number}) {{ defer pool.Put(t) }}\n" for number in range(40))
    + "}()\n" * 40
    + "}\n",
    "deferred-puts": "func a() {\n\tt := pool.Get().(*T)\n"
    + "".join(f"\tif c({number}) {{\n\t\tdefer pool.Put(t)\n\t}}\n" for number in range(40))
    + "}\n",
    "wrappers-that-call-twice": "func a() { g0(pool.Get().(*T)) }\nfunc g8(t *T) *T { pool.Put(t); return t }\n"
    + "".join(f"func g{n}(t *T) *T {{ t = g{n + 1}(t); t.f{n} = 1; return g{n + 1}(t) }}\n" for n in range(8)),
    "functions-that-call-each-other": "func a() { t := pool.Get().(*T); r0(t) }\n"
    + "".join(
        f"func r{n}(t *T) {{ r{(n * 7 + 1) % 12}(t); r{(n * 3 + 2) % 12}(t); if t.f1 > {n} {{ pool.Put(t) }} }}\n"
        for n in range(12)
    ),
    "functions-in-a-lattice": "func a() { t := pool.Get().(*T); t = l0x0(t); pool.Put(t) }\n"
    + "".join(
        f"func l{n}x{side}(t *T) *T {{\n\tt.buf = append(t.buf, {side})\n"
        + "".join(f"\tif c({to}) {{\n\t\tt = l{(n + 1) % 20}x{to}(t)\n\t}}\n" for to in range(2))
        + "\tif c(2) {\n\t\tpool.Put(t)\n\t}\n\treturn t\n}\n"
        for n in range(20)
        for side in range(2)
    ),
    "many-objects": "func a() {\n"
    + "".join(f"\tt{n} := pool.Get().(*T)\n\tx{n} := t{n}.buf\n\t_ = x{n}\n" for n in range(30))
    + "".join(f"\tif c({n}) {{\n\t\tpool.Put(t{n})\n\t}}\n" for n in range(30))
    + "}\n",
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_code_that_multiplies_paths_ends(shape: str) -> None:
    with seconds(60):
        report_on({"a.go": (POOL + HOSTILE[shape]).encode()})


@pytest.mark.parametrize("shape", ["closures-in-closures", "deferred-puts", "functions-in-a-lattice"])
def test_function_that_is_given_up_is_a_problem_and_its_pool_does_not_pass(shape: str) -> None:
    report = report_on({"a.go": (POOL + HOSTILE[shape]).encode()})
    assert {problem.message.key for problem in report.problems} == {"analyser.too-many-steps"}
    verdicts = [dict(pool.verdicts)["IR2"] for pool in report.pools]
    assert RuleVerdict.PASS not in verdicts


def test_trace_begins_in_the_first_file_whatever_order_they_come_in() -> None:
    head = b'package a\n\nimport "sync/atomic"\n\n'
    miss = b"func (s *stats) miss() {\n\ts.misses.Add(1)\n}\n"
    missed = b"func (s *seen) miss() {\n\tatomic.AddInt64(&s.misses, 1)\n}\n"
    files = {
        "a.go": head + b"type stats struct {\n\thits, misses atomic.Int64\n}\n",
        "b.go": b"package a\n\nfunc (s *stats) hit() {\n\ts.hits.Add(1)\n}\n",
        "c.go": b"package a\n\nfunc (s *stats) twice() {\n\ts.hits.Add(2)\n}\n\n" + miss,
        "d.go": head + b"type seen struct {\n\thits, misses int64\n}\n",
        "e.go": head + b"func (s *seen) hit() {\n\tatomic.AddInt64(&s.hits, 1)\n}\n",
        "f.go": head + b"func (s *seen) twice() {\n\tatomic.AddInt64(&s.hits, 2)\n}\n\n" + missed,
    }
    found = report_on(files).findings
    assert [finding.trace[0].location.path for finding in found if finding.code == "CP406"] == ["b.go", "e.go"]


@settings(max_examples=8, deadline=None)
@given(st.sampled_from(REAL), st.sampled_from(REAL), st.floats(0, 1), st.floats(0, 1))
def test_real_files_torn_and_spliced_are_analysed(one: str, other: str, end: float, start: float) -> None:
    head, tail = real(one), real(other)
    spliced = head[: int(end * len(head))] + tail[int(start * len(tail)) :]
    report_on({"a.go": spliced, "b/b.go": head})


@settings(max_examples=12, deadline=None)
@given(st.sampled_from(REAL), st.binary(min_size=1, max_size=40), st.floats(0, 1))
def test_real_files_with_noise_are_analysed(name: str, noise: bytes, place: float) -> None:
    content = real(name)
    at = int(place * len(content))
    report_on({"a.go": content[:at] + noise + content[at + len(noise) :]})


STATEMENTS = st.recursive(
    st.sampled_from(
        [
            "x := pool.Get().(*T)", "y := pool.Get().(*T)", "x, _ := pool.Get().(*T)", "pool.Put(x)", "pool.Put(y)",
            "defer pool.Put(x)", "y = x", "x = y", "x.f0 = y.f1", "x.buf = x.buf[:0]", "b = append(x.buf, 1)",
            "go put(x)", "put(y)", "x = get()", "kept = x", "out <- x", "return x", "return", "x.next = y", "panic(1)",
            "pool = sync.Pool{}", "clear(x.buf)", "goto end", "break", "defer func() { pool.Put(x) }()", "x.method()",
            "*x = T{}",
        ]
    ),
    lambda inner: st.tuples(
        st.sampled_from(
            ["if x != nil {", "for {", "for range 3 {", "switch x.f0 { case 1:", "func() {", "go func() {",
             "select { default:"]
        ),
        st.lists(inner, max_size=4),
    ).map(lambda block: "\n".join([block[0], *block[1], "}()" if "func()" in block[0] else "}"])),
    max_leaves=12,
)  # fmt: skip
AROUND = """package a

import "sync"

type T struct {
	f0, f1 int
	buf    []byte
	next   *T
}

var (
	pool = sync.Pool{New: func() any { return new(T) }}
	kept *T
	out  chan *T
)

func get() *T { return pool.Get().(*T) }

func put(t *T) { t.f0 = 0; pool.Put(t) }

"""


@settings(max_examples=40, deadline=None)
@given(st.lists(STATEMENTS, max_size=8), st.lists(STATEMENTS, max_size=5))
def test_generated_programs_with_pools_are_analysed(first: list[str], second: list[str]) -> None:
    functions = f"func first(x, y *T) *T {{\nvar b []byte\n{chr(10).join(first)}\nend:\n_ = b\nreturn nil\n}}\n"
    methods = f"func (x *T) method() {{\nvar y *T\nvar b []byte\n{chr(10).join(second)}\nend:\n_, _ = b, y\n}}\n"
    report_on({"a.go": (AROUND + functions).encode(), "b.go": f'package a\n\nimport "sync"\n\n{methods}'.encode()})
