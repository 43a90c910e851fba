"""What is done to an object, in a function and in those that it hands the object to."""

from __future__ import annotations

from scanners.pools.code.parameters import parameters
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.touches import Step, Touches
from tests.scanners.golang.sources import Code

LEVELS = 12
CHAIN = "\n".join(
    [
        "package a\n\ntype object struct{ name string; items []int }",
        *(f"func f{level}(o *object) {{ f{level + 1}(o) }}" for level in range(LEVELS)),
        f'func f{LEVELS}(o *object) {{ o.name = "last"; f0(o) }}',
    ]
)
BUSY = "\n".join(
    [
        "package a\n\ntype object struct{ name string; items []int }",
        *("func f0(o *object) {", *["f1(o)"] * 30, "o.items = nil", "}"),
        *("func f1(o *object) {", *["o.items = append(o.items, 1)"] * 30, "}"),
    ]
)


class Asked:
    """The touches of parameters in one program, as rules ask for them one after the other."""

    def __init__(self, source: str) -> None:
        self._code = Code(source)
        self._touches = Touches(self._code.resolver)

    def of(self, function: str) -> tuple[Step, ...]:
        name = self._code.node(function)
        declared = self._code.resolver.enclosing_function(self._code.file, name)
        assert declared is not None
        [parameter] = parameters(self._code.resolver, self._code.file, declared)
        assert parameter is not None
        return self._touches.of(self._code.file, parameter)


def test_answer_does_not_depend_on_what_was_asked_before() -> None:
    functions = [f"f{level}" for level in range(LEVELS)]
    alone = [Asked(CHAIN).of(function) for function in functions]
    there, back = Asked(CHAIN), Asked(CHAIN)
    assert [len(there.of(function)) for function in functions] == list(map(len, alone))
    assert [len(back.of(function)) for function in reversed(functions)] == list(map(len, reversed(alone)))
    assert len({len(steps) for steps in alone}) > 1


def test_what_a_function_does_after_many_calls_is_known() -> None:
    assert Asked(BUSY).of("f0")[-1].touch.deed is Deed.CLEAR
