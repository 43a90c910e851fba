"""Rules of a team's own: scaffolded, loaded from a directory, and refused where something is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from scanners import FileSource, Selection, scan
from scanners.expectations import Reported, differences, expectations
from scanners.rule import BrokenRule, RuleFolder
from scanners.team_rules import every_rule
from tests.scanners.go_source import DIRTY, write
from tests.scanners.test_command_line import run

LOGIC = 'return pool.name == ""'


@pytest.fixture
def scaffold(tmp_path: Path) -> Path:
    """The folder of a new rule, in a directory of its own."""
    directory = tmp_path / "rules"
    directory.mkdir()
    done = run("new-rule", "pay001", "no-shared-ledger", "--directory", directory)
    assert (done.returncode, done.stderr) == (0, "")
    return directory / "pay001_no_shared_ledger"


def own(directory: Path) -> RuleFolder:
    return next(folder for folder in every_rule([directory]) if folder.rule.code == "PAY001")


def faults(folder: RuleFolder, name: str) -> list[str]:
    """What an example of the rule reports otherwise than it says."""
    file = folder.directory / name
    with FileSource(file) as source:
        report = scan(source, rules=[folder], selection=Selection())
    assert report.problems == ()
    found = [
        Reported(each.location.path, each.location.line, folder.messages.render(each.message, "en"))
        for each in report.findings
    ]
    return differences(expectations(name, file.read_text(encoding="utf-8")), found)


def test_scaffold_lacks_its_logic_alone(scaffold: Path) -> None:
    folder = own(scaffold.parent)
    assert (folder.rule.code, folder.rule.name) == ("PAY001", "no-shared-ledger")
    assert faults(folder, "good.go") == []
    (missing,) = faults(folder, "bad.go")
    assert missing.startswith("not reported: bad.go:")


def test_scaffold_with_logic_is_a_rule(scaffold: Path, tmp_path: Path) -> None:
    rule = scaffold / "rule.py"
    rule.write_text(rule.read_text(encoding="utf-8").replace(LOGIC, 'return pool.scope == "package"'), encoding="utf-8")
    write(tmp_path / "service", {"a.go": DIRTY})
    done = run("scan", tmp_path / "service", "--rules", scaffold.parent, "--select", "PAY001", "--format", "json")
    (finding,) = json.loads(done.stdout)["findings"]
    assert (finding["code"], finding["line"]) == ("PAY001", 8)
    assert "违反了规则" in finding["messages"]["zh-hans"]


def test_own_rule_is_listed_explained_and_suppressed(scaffold: Path, tmp_path: Path) -> None:
    assert "PAY001  no-shared-ledger" in run("rules", "--rules", scaffold.parent).stdout
    assert run("explain", "PAY001", "--rules", scaffold.parent).stdout.startswith("PAY001 no-shared-ledger: ")
    assert run("explain", "PAY001").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["PAY1", "some-words"], "a rule is called like this"),
        (["PAY001", "some_words"], "a rule is called like this"),
        (["PAY001", "other-words"], "PAY001: is taken"),
        (["PAY002", "other-words", "--directory", "/nowhere"], "is no directory"),
    ],
)
def test_scaffold_that_cannot_be_made(scaffold: Path, arguments: list[str], reason: str) -> None:
    done = run("new-rule", "--directory", scaffold.parent, *arguments)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert reason in done.stderr


def test_code_of_another_rule_is_refused(tmp_path: Path) -> None:
    assert run("new-rule", "IR201", "other-words", "--directory", tmp_path).returncode == 0
    with pytest.raises(BrokenRule, match="IR201 is taken by ir201_missing_reset"):
        every_rule([tmp_path])


def test_rule_that_cannot_be_imported_is_named(scaffold: Path, tmp_path: Path) -> None:
    (scaffold / "rule.py").write_text("import nothing_of_that_name\n", encoding="utf-8")
    done = run("scan", write(tmp_path / "service", {"a.go": DIRTY}), "--rules", scaffold.parent)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "pay001_no_shared_ledger.rule: cannot be imported: ModuleNotFoundError" in done.stderr


def test_two_directories_are_two_packages(scaffold: Path, tmp_path: Path) -> None:
    other = tmp_path / "others"
    other.mkdir()
    run("new-rule", "PAY002", "other-words", "--directory", other)
    codes = [folder.rule.code for folder in every_rule([scaffold.parent, other])]
    assert {"PAY001", "PAY002"} <= set(codes)
