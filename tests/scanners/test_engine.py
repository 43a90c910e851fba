"""Source in, report out: order, suppression, verdicts, and what hostile files leave behind."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from scanners import DirectorySource, Profile, RuleVerdict, Selection, load_rules, scan
from scanners.rule import Context, Draft
from scanners.source import Unreadable
from tests.scanners.go_source import DIRTY, codes, scanned, write


class Shuffled(DirectorySource):
    """A directory whose files come in any order."""

    def paths(self) -> Sequence[str]:
        found = list(super().paths())
        random.Random(len(found)).shuffle(found)
        return found

    def stream(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes | Unreadable]]:
        return super().stream(reversed(list(paths)))


def test_report_does_not_depend_on_the_order_of_files(tmp_path: Path) -> None:
    files = {f"{name}/{name}.go": DIRTY.replace("package a", f"package {name}") for name in "abcdef"}
    write(tmp_path, {**files, "a/z.go": "package a\n\nfunc get() any { return pool.Get() }\n"})
    one, other = scan(DirectorySource(tmp_path)), scan(Shuffled(tmp_path))
    assert (one.pools, one.findings, one.problems) == (other.pools, other.findings, other.problems)


def test_findings_come_by_file_and_line(tmp_path: Path) -> None:
    report = scanned(tmp_path, {"b/b.go": DIRTY, "a/a.go": DIRTY})
    places = [(finding.location.path, finding.location.line) for finding in report.findings]
    assert places == sorted(places)


def test_trace_takes_a_step_once_that_a_rule_says_twice_in_a_row(tmp_path: Path) -> None:
    (missing_reset,) = (folder for folder in load_rules() if folder.rule.code == "IR201")

    def check(context: Context) -> Iterator[Draft]:
        for draft in missing_reset.rule.check(context):
            yield replace(draft, trace=tuple(step for step in draft.trace for _ in range(2)))

    stammering = replace(missing_reset, rule=replace(missing_reset.rule, check=check))
    with DirectorySource(write(tmp_path, {"a.go": DIRTY})) as source:
        (finding,), (expected,) = (scan(source, rules=[rule]).findings for rule in (stammering, missing_reset))
    assert finding.trace == expected.trace


def test_trace_follows_an_object_through_wrappers_into_the_pool(tmp_path: Path) -> None:
    wrapped = DIRTY.replace("pool.Put(buf)", "giveBack(buf)") + (
        "\nfunc giveBack(b *bytes.Buffer) {\n\tput(b)\n}\n\nfunc put(b *bytes.Buffer) {\n\tpool.Put(b)\n}\n"
    )
    missing_reset = [folder for folder in load_rules() if folder.rule.code == "IR201"]
    (finding,) = scanned(tmp_path, {"a.go": wrapped}, rules=missing_reset).findings
    way = [step for step in finding.trace if step.note.key in {"IR201.on-the-way", "IR201.put-back"}]
    assert [step.note.key for step in way] == ["IR201.on-the-way", "IR201.on-the-way", "IR201.put-back"]
    lines = wrapped.splitlines()
    said = [lines[step.location.line - 1].strip() for step in way]
    assert said == ["giveBack(buf)", "put(b)", "pool.Put(b)"]


def test_trace_names_the_channel_of_a_pool_at_its_declaration_alone(tmp_path: Path) -> None:
    channels = DIRTY.replace("new(bytes.Buffer)", "make(chan int, 1)").replace("*bytes.Buffer", "chan int")
    active_object = [folder for folder in load_rules() if folder.rule.code == "IR103"]
    (finding,) = scanned(tmp_path, {"a.go": channels}, rules=active_object).findings
    assert [step.note.key for step in finding.trace] == ["IR103.declared", "IR103.put"]


def test_suppressed_finding_is_kept_with_its_reason(tmp_path: Path) -> None:
    quiet = DIRTY.replace("pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR201 private")
    report = scanned(tmp_path, {"a.go": quiet})
    assert [finding.suppressed for finding in report.findings if finding.code == "IR201"] == ["private"]


def test_suppression_on_the_pool_covers_its_findings(tmp_path: Path) -> None:
    quiet = DIRTY.replace("var pool", "//ironrules:ignore IR201,IR302 private\nvar pool")
    assert codes(scanned(tmp_path, {"a.go": quiet})) == []


def test_suppression_of_another_rule_changes_nothing(tmp_path: Path) -> None:
    loud = DIRTY.replace("pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR204 private")
    assert codes(scanned(tmp_path, {"a.go": loud})) == codes(scanned(tmp_path / "plain", {"a.go": DIRTY}))


def verdicts(root: Path, text: str, profile: Profile = Profile.IRON) -> dict[str, RuleVerdict]:
    (pool,) = scanned(root, {"a.go": text}, profile=profile).pools
    return dict(pool.verdicts)


def test_pool_fails_the_iron_rules_that_its_findings_break(tmp_path: Path) -> None:
    expected = {"IR1": RuleVerdict.PASS, "IR2": RuleVerdict.FAIL, "IR3": RuleVerdict.FAIL}
    assert verdicts(tmp_path, DIRTY) == expected


def test_advisory_under_a_profile_fails_no_pool(tmp_path: Path) -> None:
    assert verdicts(tmp_path, DIRTY, Profile.PRAGMATIC)["IR3"] is RuleVerdict.PASS


def test_suppressed_finding_fails_no_pool(tmp_path: Path) -> None:
    quiet = DIRTY.replace("pool.Put(buf)", "pool.Put(buf) //ironrules:ignore IR201 private")
    assert verdicts(tmp_path, quiet)["IR2"] is RuleVerdict.PASS


def test_pool_of_what_cannot_be_resolved_is_unknown(tmp_path: Path) -> None:
    text = 'package a\n\nimport "sync"\n\ntype s struct{ p sync.Pool }\n'
    assert verdicts(tmp_path, text)["IR1"] is RuleVerdict.UNKNOWN


def test_rule_that_did_not_run_judges_nothing(tmp_path: Path) -> None:
    rules = [folder for folder in load_rules() if folder.rule.code.startswith("IR3")]
    with DirectorySource(write(tmp_path, {"a.go": DIRTY})) as source:
        (pool,) = scan(source, rules=rules).pools
    assert dict(pool.verdicts)["IR2"] is RuleVerdict.UNKNOWN


def test_broken_file_is_told_and_the_rest_is_analysed(tmp_path: Path) -> None:
    broken = 'package a\n\nimport "sync"\n\nvar p sync.Pool\n\nfunc f( {\n'
    report = scanned(tmp_path, {"broken/b.go": broken, "a/a.go": DIRTY})
    assert [(problem.path, problem.message.key) for problem in report.problems] == [
        ("broken/b.go", "analyser.syntax-error")
    ]
    assert "IR201" in codes(report)


def test_oversized_file_is_told_and_the_rest_is_analysed(tmp_path: Path) -> None:
    write(tmp_path, {"big.go": "package a\n" + "//" + "x" * (5 << 20)})
    report = scanned(tmp_path, {"a/a.go": DIRTY})
    assert [problem.path for problem in report.problems] == ["big.go"]
    assert "IR201" in codes(report)


@pytest.mark.parametrize(
    "body",
    [
        "{" * 20_000 + "}" * 20_000,
        "x := " + "(" * 20_000 + "1" + ")" * 20_000,
        "x := " + "[]" * 20_000 + "int{}",
        "x := " + "-" * 20_000 + "1",
        "x := 1" + "+1" * 20_000,
        "x" + ".f" * 20_000 + "()",
        "f(" * 20_000 + ")" * 20_000,
        "func() {" * 5_000 + "}()" * 5_000,
        "if x {} else " * 20_000 + "{}",
    ],
    ids=["blocks", "parentheses", "types", "signs", "sums", "selectors", "calls", "literals", "else-if"],
)
def test_deep_nesting_ends_in_a_report(tmp_path: Path, body: str) -> None:
    deep = DIRTY.replace("\treturn out\n", f"\t{body}\n\treturn out\n")
    report = scanned(tmp_path, {"deep/deep.go": deep, "a/a.go": DIRTY})
    assert [finding.location.path for finding in report.findings if finding.code == "IR201"][:1] == ["a/a.go"]


def test_pool_in_a_test_file_is_reported_only_when_asked_for(tmp_path: Path) -> None:
    files = {"a_test.go": DIRTY}
    assert scanned(tmp_path, files).pools == ()
    assert len(scanned(tmp_path, files, Selection(tests=True)).pools) == 1


def test_rule_with_a_fault_ends_alone_and_is_told(tmp_path: Path) -> None:
    def check(_context: Context) -> Iterator[Draft]:
        drafts: dict[str, Draft] = {}
        yield drafts["b"]

    (missing_reset,) = (folder for folder in load_rules() if folder.rule.code == "IR201")
    broken = replace(missing_reset, rule=replace(missing_reset.rule, code="IR299", check=check))
    with DirectorySource(write(tmp_path, {"a.go": DIRTY})) as source:
        report = scan(source, rules=[broken, missing_reset])
    assert "IR201" in codes(report)
    assert [(problem.message.key, dict(problem.message.arguments)) for problem in report.problems] == [
        ("analyser.rule-broken", {"code": ("IR299",), "error": ("KeyError: 'b'",)})
    ]
