"""Fingerprints: the same finding keeps its own, two findings never share one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scanners import DirectorySource, Report, RuleFolder, Selection, load_rules, scan
from scanners.fingerprints import tokens
from scanners.golang.syntax import parse
from tests.scanners.go_source import DIRTY, scanned, write

EXAMPLES = Path(__file__).parents[2] / "examples"


def fingerprints(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    report = scanned(root, files)
    assert report.findings
    return {(finding.code, finding.fingerprint) for finding in report.findings}


@pytest.mark.parametrize(
    "changed",
    [
        {"a.go": "// Licence.\n\n" + DIRTY},
        {"renamed.go": DIRTY},
        {"a.go": DIRTY.replace("pool.Put(buf)", "pool.Put(\n\t\tbuf, // back\n\t)")},
        {"a.go": DIRTY.replace("var pool", "var other int\n\nvar pool")},
        {"a.go": DIRTY, "b.go": "package a\n\nfunc other() {}\n"},
    ],
    ids=["moved", "renamed", "reformatted", "declaration-before", "file-beside"],
)
def test_fingerprint_stays(tmp_path: Path, changed: dict[str, str]) -> None:
    assert fingerprints(tmp_path / "old", {"a.go": DIRTY}) == fingerprints(tmp_path / "new", changed)


@pytest.mark.parametrize(
    "changed",
    [DIRTY.replace("render", "print"), DIRTY.replace("pool", "other")],
    ids=["function", "pool"],
)
def test_fingerprint_of_another_place_differs(tmp_path: Path, changed: str) -> None:
    old = {pair for pair in fingerprints(tmp_path / "old", {"a.go": DIRTY}) if pair[0] == "IR201"}
    assert not old & fingerprints(tmp_path / "new", {"a.go": changed})


def test_equal_findings_in_one_function_are_told_apart(tmp_path: Path) -> None:
    twice = DIRTY.replace(
        "\tpool.Put(buf)\n", "\tif out == text {\n\t\tpool.Put(buf)\n\t\treturn text\n\t}\n\tpool.Put(buf)\n"
    )
    report = scanned(tmp_path, {"a.go": twice})
    found = [finding.fingerprint for finding in report.findings if finding.code == "IR201"]
    assert len(found) == len(set(found)) == 2


def test_variants_of_a_pool_keep_theirs_when_their_files_are_renamed(tmp_path: Path) -> None:
    linux, other = f"//go:build linux\n\n{DIRTY}", f"//go:build !linux\n\n{DIRTY}"
    old = fingerprints(tmp_path / "old", {"pool_a.go": linux, "pool_b.go": other})
    assert old == fingerprints(tmp_path / "new", {"pool_one.go": linux, "pool_two.go": other})


@given(st.lists(st.sampled_from([" ", "\n", "\t", "// c\n", "/* c */", "\r\n"]), min_size=4, max_size=4))
def test_tokens_do_not_depend_on_layout(spaces: list[str]) -> None:
    source = "package a\nvar x = f({}a,{}b[1],{}c{})\n".format(*spaces)
    root = parse("a.go", source.encode()).root
    assert tokens(root) == tokens(parse("a.go", b"package a\nvar x = f(a, b[1], c)\n").root)


# Whatever is edited around a finding, it stays the same finding; whatever is edited of its own code, it is another.


@dataclass(frozen=True)
class Example:
    """A shipped file, or a service, and the rules that report on it."""

    name: str
    files: Mapping[str, str] = field(repr=False)
    rules: tuple[RuleFolder, ...] = field(repr=False)

    def scan(self, files: Mapping[str, str], root: Path) -> Report:
        with DirectorySource(write(root, dict(files))) as source:
            return scan(source, rules=self.rules, selection=Selection(testdata=True))


def examples() -> Iterator[Example]:
    every = load_rules()
    for folder in every:
        for file in folder.examples:
            if file.suffix == ".go" and file.name != "good.go" and not folder.rule.about_suppressions:
                text = file.read_text(encoding="utf-8")
                yield Example(f"{folder.rule.code} {file.name}", {"code.go": text}, (folder,))
    for commit in sorted(EXAMPLES.glob("*/*/")):
        yield Example(
            commit.relative_to(EXAMPLES).as_posix(),
            {
                file.relative_to(commit).as_posix(): file.read_text(encoding="utf-8")
                for file in sorted(commit.rglob("*"))
                if file.suffix == ".go" or file.name == "go.mod"
            },
            every,
        )


ALL = list(examples())
FOUND: dict[str, frozenset[str]] = {}


def original(example: Example, root: Path) -> frozenset[str]:
    if example.name not in FOUND:
        findings = example.scan(example.files, root).findings
        FOUND[example.name] = frozenset(finding.fingerprint for finding in findings)
    return FOUND[example.name]


def lines_and_places(text: str) -> tuple[list[str], list[int]]:
    """The lines, and the numbers of those that begin a declaration of the file (imports aside)."""
    lines = text.split("\n")
    places = [number for number, line in enumerate(lines) if line.startswith(("func ", "type ", "var ", "const "))]
    return lines, places


def with_lines_between(text: str, data: st.DataObject) -> str:
    """Comments and blank lines before declarations."""
    lines, places = lines_and_places(text)
    for place in sorted(data.draw(st.lists(st.sampled_from(places), max_size=4)), reverse=True):
        lines.insert(place, data.draw(st.sampled_from(["", "\n\n", "// A remark.", "/* two\nlines */\n"])))
    return "\n".join(lines)


def with_a_declaration(text: str, data: st.DataObject) -> str:
    """A declaration that has nothing to do with the others."""
    lines, places = lines_and_places(text)
    place = data.draw(st.sampled_from([*places, len(lines)]))
    added = data.draw(
        st.sampled_from(
            ["func unrelated9(n int) int { return n + 1 }", "type unrelated9 struct{ a, b int }", "var unrelated9 = 9"]
        )
    )
    return "\n".join([*lines[:place], added, "", *lines[place:]])


def laid_out_anew(text: str, data: st.DataObject) -> str:
    """Other indentation, comments behind lines, blank lines, other line ends."""
    indentation = data.draw(st.sampled_from(["\t", "  ", "        ", ""]))
    remark = data.draw(st.sampled_from(["", " // remark", " /* remark */"]))
    end = data.draw(st.sampled_from(["\n", "\r\n", " \n"]))
    return laid_out(text, indentation, remark, end)


def laid_out(text: str, indentation: str, remark: str, end: str) -> str:
    found = []
    for line in text.split("\n"):
        bare = line.lstrip("\t")
        found.append(indentation * (len(line) - len(bare)) + bare + ("" if "//" in line else remark))
    return end.join(found)


RAW_STRING = re.compile(r"`[^`\n]*\n")  # a line end or a remark in it is no layout
EDITS = [with_lines_between, with_a_declaration, laid_out_anew]


@pytest.mark.parametrize("example", ALL, ids=lambda example: example.name)
def test_findings_are_the_same_in_another_layout(example: Example, tmp_path: Path) -> None:
    edited = {
        path: text if path == "go.mod" or RAW_STRING.search(text) else laid_out(text, "", " /* remark */", "\r\n")
        for path, text in example.files.items()
    }
    found = example.scan(edited, tmp_path / "edited").findings
    assert {finding.fingerprint for finding in found} == original(example, tmp_path / "original")


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_fingerprints_stay_whatever_is_edited_around_the_findings(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    example = data.draw(st.sampled_from(ALL), label="example")
    edits = data.draw(st.lists(st.sampled_from(EDITS), min_size=1, max_size=3, unique=True), label="edits")
    edited = {}
    for path, text in example.files.items():
        is_edited = path.endswith(".go") and lines_and_places(text)[1] and not RAW_STRING.search(text)
        for edit in edits if is_edited else ():
            text = edit(text, data)  # noqa: PLW2901 - one edit after the other
        renamed = path if path == "go.mod" or not data.draw(st.booleans()) else path.replace(".go", "_moved.go")
        edited[renamed] = text
    edited["unrelated9/file.go"] = "package unrelated9\n"
    root = tmp_path_factory.mktemp("example")
    expected = original(example, root / "original")
    assert {finding.fingerprint for finding in example.scan(edited, root / "edited").findings} == expected


IDENTIFIER = re.compile(r"[A-Za-z_]\w*")
# Names that the language, the toolchain or the analyser gives a meaning: to change them is another edit.
FIXED = re.compile(
    r"any|append|bool|byte|cap|case|chan|clear|copy|default|defer|error|false|float64|func|go|int|int64|interface|len|"
    r"make|map|new|New|nil|package|Pool|Put|range|return|Get|select|string|struct|switch|sync|true|type|u?int\d*|var"
)


@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_fingerprint_changes_with_the_code_of_its_finding(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A name that the finding's code begins with is changed, wherever it stands in the file."""
    example = data.draw(st.sampled_from([each for each in ALL if "code.go" in each.files]), label="example")
    root = tmp_path_factory.mktemp("example")
    report = example.scan(example.files, root / "original")
    text = example.files["code.go"]
    finding = data.draw(st.sampled_from(report.findings), label="finding") if report.findings else None
    assume(finding is not None)
    assert finding is not None
    line = text.split("\n")[finding.location.line - 1].encode()[finding.location.column - 1 :].decode()
    name = IDENTIFIER.match(line)
    imported = {path.rpartition("/")[2] for path in re.findall(r'"([\w./-]+)"', text)}
    assume(name is not None and not FIXED.fullmatch(name[0]) and name[0] not in imported)
    assert name is not None
    edited = re.sub(rf"\b{name[0]}\b", f"{name[0]}9", text)
    found = {each.fingerprint for each in example.scan({"code.go": edited}, root / "edited").findings}
    assert finding.fingerprint not in found
