"""The control-flow graph: every path that Go can take is a path of the graph, and no other."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanners.golang.flow import Block, Ending, Flow
from scanners.golang.flow_builder import TooDeep, build
from scanners.golang.syntax import child, parse, text, walk


def flow_of(body: str) -> Flow:
    file = parse("a.go", f"package a\nfunc f() {{\n{body}\n}}\n".encode())
    assert not file.broken, body
    function = next(node for node in file.root.children if node.type == "function_declaration")
    block = child(function, "body")
    assert block is not None
    return build(block)


def paths(body: str) -> set[str]:
    """Each path without repeated blocks as the calls that it makes, `!` before a condition that fails."""
    flow = flow_of(body)
    found: set[str] = set()

    def go(block: Block, words: tuple[str, ...], seen: tuple[int, ...]) -> None:
        said = (*words, *(text(node).split("(")[0] for node in block.nodes))
        if block.ending is not None:
            found.add(" ".join((*said, f"<{block.ending}>")))
        for edge in block.edges:
            if seen.count(edge.target) < 2:
                tail = said if edge.outcome else (*said[:-1], f"!{said[-1]}")
                go(flow.blocks[edge.target], tail, (*seen, edge.target))

    go(flow.blocks[0], (), (0,))
    return found


def test_statements_follow_each_other() -> None:
    assert paths("a(); b()") == {"a b <return>"}


def test_if_takes_either_branch() -> None:
    assert paths("if x() { a() } else { b() }; c()") == {"x a c <return>", "!x b c <return>"}


def test_if_runs_its_initializer_first() -> None:
    assert paths("if i(); x() { a() }") == {"i x a <return>", "i !x <return>"}


def test_conditions_are_taken_apart() -> None:
    assert paths("if x() && !y() { a() }") == {"x !y a <return>", "x y <return>", "!x <return>"}
    assert paths("if (x() || y()) { a() }") == {"x a <return>", "!x y a <return>", "!x !y <return>"}


def test_else_if_chain_tests_in_order() -> None:
    assert paths("if x() { a() } else if y() { b() } else { c() }") == {
        "x a <return>",
        "!x y b <return>",
        "!x !y c <return>",
    }


def test_return_ends_the_path() -> None:
    assert paths("if x() { return }; a()") == {"x return <return>", "!x a <return>"}


def test_panic_and_exit_end_the_path() -> None:
    assert paths("if x() { panic(1) }; os.Exit(1)") == {"x panic <panic>", "!x os.Exit <stop>"}


def test_loggers_of_ones_own_end_the_path() -> None:
    assert paths('if x() { logger.Panicf("no") }; s.log.Fatal(err)') == {
        "x logger.Panicf <panic>",
        "!x s.log.Fatal <stop>",
    }


def test_an_event_that_is_made_does_not_end_the_path() -> None:
    assert paths("l.Fatal(); y()") == {"l.Fatal y <return>"}


def test_for_loop_runs_any_number_of_times() -> None:
    assert paths("for i(); x(); p() { a() }; b()") == {
        "i !x b <return>",
        "i x a p !x b <return>",
    }


def test_endless_loop_ends_only_by_break() -> None:
    assert paths("for { if x() { break }; a() }; b()") == {"x b <return>", "!x a x b <return>"}
    assert paths("for { a() }") == set()


def test_range_body_may_be_skipped() -> None:
    assert paths("for range c { a() }; b()") == {"range c b <return>", "range c a range c b <return>"}


def test_continue_goes_to_the_post_statement() -> None:
    assert paths("for ; x(); p() { if y() { continue }; a() }") == {
        "!x <return>",
        "x y p !x <return>",
        "x !y a p !x <return>",
    }


def test_labelled_break_and_continue_leave_the_inner_loop() -> None:
    assert paths("L: for x() { for { break L } }; a()") == {"x a <return>", "!x a <return>"}
    assert paths("L: for x() { for { continue L } }; a()") == {"x !x a <return>", "!x a <return>"}


def test_break_in_switch_and_select_leaves_only_those() -> None:
    assert paths("for x() { switch { default: break }; a() }") == {"!x <return>", "x a !x <return>"}
    assert paths("for x() { select { default: break }; a() }") == {"!x <return>", "x a !x <return>"}


def test_switch_tests_its_cases_in_order() -> None:
    assert paths("switch v() { case 1: a(); case 2: b(); default: c() }") == {
        "v 1 a <return>",
        "v 1 2 b <return>",
        "v 1 2 c <return>",
    }


def test_switch_without_default_may_match_nothing() -> None:
    assert paths("switch v() { case 1: a() }; b()") == {"v 1 a b <return>", "v 1 b <return>"}


def test_default_runs_last_wherever_it_stands() -> None:
    assert paths("switch { default: c(); case x(): a() }") == {"x a <return>", "!x c <return>"}


def test_fallthrough_enters_the_next_body_untested() -> None:
    assert paths("switch v() { case 1: a(); fallthrough; case 2: b() }") == {
        "v 1 a b <return>",
        "v 1 2 b <return>",
        "v 1 2 <return>",
    }


def test_type_switch_takes_any_case() -> None:
    assert paths("switch y := v().(type) { case int, string: a(); case nil: b(); default: c() }") == {
        "v a <return>",
        "v b <return>",
        "v c <return>",
    }


def test_select_takes_one_case() -> None:
    assert paths("select { case <-c: a(); case d <- 1: b() }; e()") == {"<-c a e <return>", "d <- 1 b e <return>"}


def test_select_without_cases_waits_for_ever() -> None:
    assert paths("a(); select {}; b()") == set()


def test_goto_jumps_forwards_and_backwards() -> None:
    assert paths("if x() { goto E }; a(); E: b()") == {"x b <return>", "!x a b <return>"}
    assert paths("L: a(); if x() { goto L }") == {"a !x <return>", "a x a !x <return>"}


def test_code_after_return_is_kept_and_not_reached() -> None:
    flow = flow_of("return; a()")
    block = next(block for block in flow.blocks if any(text(node) == "a()" for node in block.nodes))
    assert block.number not in flow.ranks


def test_function_literals_are_not_entered() -> None:
    assert paths("f(func() { return }); a()") == {"f a <return>"}


def test_else_if_chain_of_any_length_is_built() -> None:
    chain = " else ".join(f"if x == {number} {{ a() }}" for number in range(3000))
    assert len(flow_of(chain).blocks) > 6000


def test_long_condition_is_built() -> None:
    assert len(flow_of(f"if {' && '.join(['x'] * 5000)} {{ a() }}").blocks) > 5000


def test_nesting_beyond_the_bound_is_refused() -> None:
    with pytest.raises(TooDeep):
        flow_of("{" * 100_000 + "}" * 100_000)


def statements(simple: list[str], *, waiting: bool = True) -> st.SearchStrategy[str]:
    """Bodies made of the simple statements; `waiting` lets them hold loops and select."""

    def around(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        pairs = st.tuples(inner, inner)
        shapes = [
            st.lists(inner, max_size=4).map("\n".join),
            pairs.map(lambda two: f"if x && (y || !z) {{\n{two[0]}\n}} else {{\n{two[1]}\n}}"),
            pairs.map(lambda two: f"switch x {{\ncase 1, 2:\n{two[0]}\ndefault:\n{two[1]}\n}}"),
            inner.map(lambda body: f"switch y := x.(type) {{\ncase int:\n_ = y\n{body}\n}}"),
            inner.map(lambda body: f"{{\n{body}\n}}"),
        ]
        loops = [
            inner.map(lambda body: f"for i := 0; x; i++ {{\n{body}\nif y {{ break }}\n}}"),
            inner.map(lambda body: f"for range xs {{\n{body}\ncontinue\n}}"),
            pairs.map(lambda two: f"select {{\ncase <-c:\n{two[0]}\ncase c <- 1:\n{two[1]}\n}}"),
        ]
        return st.one_of(*shapes, *(loops if waiting else ()))

    return st.recursive(st.sampled_from(simple), around, max_leaves=12)


PLAIN = ["a()", "defer d()", "go g()", "x := 1\n_ = x", "c <- 1", "x++", ""]
STATEMENTS = statements([*PLAIN, "return", "panic(1)"])
SIMPLE = frozenset(
    {
        "expression_statement",
        "return_statement",
        "defer_statement",
        "go_statement",
        "short_var_declaration",
        "assignment_statement",
        "inc_statement",
    }
)


@settings(deadline=None)
@given(STATEMENTS)
def test_every_simple_statement_stands_in_exactly_one_block(body: str) -> None:
    file = parse("a.go", f"package a\nfunc f() {{\n{body}\n}}\n".encode())
    flow = flow_of(body)
    placed = [node.start_byte for block in flow.blocks for node in block.nodes if node.type in SIMPLE]
    written = [node.start_byte for node in walk(file.root) if node.type in SIMPLE]
    assert sorted(placed) == sorted(written)


@settings(deadline=None)
@given(STATEMENTS)
def test_every_edge_leads_to_a_block_and_endings_have_none(body: str) -> None:
    flow = flow_of(body)
    assert [block.number for block in flow.blocks] == list(range(len(flow.blocks)))
    for block in flow.blocks:
        assert all(0 <= edge.target < len(flow.blocks) for edge in block.edges)
        assert not (block.ending and block.edges)
        for edge in block.edges:
            assert edge.condition is None or edge.condition.id == block.nodes[-1].id


@settings(deadline=None)
@given(statements(PLAIN, waiting=False))
def test_body_without_jumps_and_loops_can_be_left(body: str) -> None:
    flow = flow_of(body)
    assert any(flow.blocks[number].ending is Ending.RETURN for number in flow.ranks)
