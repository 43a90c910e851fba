"""Each suggested edit of an example compiles, ends its finding, and makes no new one."""

from __future__ import annotations

import subprocess
import sysconfig
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from scanners import FileSource, Finding, Selection, scan
from scanners.fixes import Overlap, edited
from scanners.model import Edit, Fix
from scanners.report.patch import chosen_edits
from scanners.rule import RuleFolder, load_rules

pytestmark = pytest.mark.slow

RULES = load_rules()
GO = Path(sysconfig.get_path("purelib")) / "go" / "bin" / "go"
# Rules that repair at least one place of their bad.go.
SUGGESTING = {"IR201", "IR202", "IR203", "IR205", "IR207", "IR208", "IR210"}


def findings_in(example: Path, rules: list[RuleFolder]) -> tuple[Finding, ...]:
    with FileSource(example) as source:
        return scan(source, rules=rules, selection=Selection(testdata=True)).findings


def fixes_of(folder: RuleFolder) -> list[tuple[Path, Finding, Fix]]:
    """Every suggested edit of the rule's examples that are one file."""
    files = [example for example in folder.examples if example.suffix == ".go"]
    return [
        (file, finding, finding.fix)
        for file in files
        for finding in findings_in(file, [folder])
        if finding.fix is not None
    ]


@cache
def codes_in(example: Path) -> Counter[str]:
    """How often each rule reports on an example: one with several edits is read once before all of them."""
    return Counter(each.code for each in findings_in(example, list(RULES)))


def is_self_contained(example: Path) -> bool:
    """Whether an example needs nothing but Go's own packages."""
    text = example.read_text(encoding="utf-8")
    return "github.com/" not in text and "example.com/" not in text


def errors_of(directory: Path, packages: list[str]) -> str:
    """What the Go tools say of packages in a directory."""
    if not packages:
        return ""
    (directory / "go.mod").write_text("module example.com/fixed\n\ngo 1.24\n", encoding="utf-8")
    command: list[str | Path] = [GO, "vet", "-copylocks=false", *(f"./{name}" for name in packages)]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, timeout=300)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("code", sorted(SUGGESTING))
def test_rule_suggests_an_edit_for_its_bad_example(code: str) -> None:
    folder = next(each for each in RULES if each.rule.code == code)
    assert any(file.name == "bad.go" for file, _, _ in fixes_of(folder))


@pytest.mark.toolchain
@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.rule.code)
def test_suggested_edit_compiles_and_ends_its_finding(folder: RuleFolder, tmp_path: Path) -> None:
    compiled = []
    for number, (file, finding, fix) in enumerate(fixes_of(folder)):
        target = tmp_path / f"fix{number}" / file.name
        target.parent.mkdir()
        target.write_bytes(edited(file.read_bytes(), fix.edits))
        before = codes_in(file)
        after = codes_in(target)
        where = f"{file.name}:{finding.location.line}"
        assert after[folder.rule.code] < before[folder.rule.code], f"{where}: the edit does not end the finding"
        assert not after - before, f"{where}: the edit makes new findings: {after - before}"
        if is_self_contained(file):
            compiled.append(target.parent.name)
    assert errors_of(tmp_path, compiled) == ""


@pytest.mark.toolchain
@pytest.mark.parametrize("code", sorted(SUGGESTING))
def test_suggested_edits_of_one_file_compile_together(code: str, tmp_path: Path) -> None:
    folder = next(each for each in RULES if each.rule.code == code)
    files = [example for example in folder.examples if example.suffix == ".go" and is_self_contained(example)]
    for number, file in enumerate(files):
        with FileSource(file) as source:
            report = scan(source, rules=[folder], selection=Selection(testdata=True))
        target = tmp_path / f"file{number}" / file.name
        target.parent.mkdir()
        target.write_bytes(edited(file.read_bytes(), chosen_edits(report).get(file.name, [])))
    assert errors_of(tmp_path, [f"file{number}" for number in range(len(files))]) == ""


def test_edits_are_applied_in_the_order_of_the_file() -> None:
    edits = [Edit("a.go", 4, 5, "E"), Edit("a.go", 0, 0, "<"), Edit("a.go", 1, 3, "")]
    assert edited(b"abcdef", edits) == b"<adEf"


def test_edits_of_the_same_bytes_are_refused() -> None:
    with pytest.raises(Overlap, match=r"a\.go"):
        edited(b"abcdef", [Edit("a.go", 0, 3, ""), Edit("a.go", 2, 4, "")])
