"""What makes a scan another question than one that was answered before."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from scanners import DirectorySource, FileSource, GitSource, Profile, Selection, load_rules
from scanners.kept import Question
from scanners.knowledge.tables import NOTHING, Additions
from scanners.model import Verdict
from tests.scanners.go_source import DIRTY, write
from tests.scanners.test_git_source import bare, blob, commit

FILES = {"a/a.go": DIRTY, "a/a_test.go": "package a\n", "vendor/modules.txt": "", "README.md": "first\n"}


@pytest.fixture
def code(tmp_path: Path) -> Path:
    return write(tmp_path / "code", FILES)


def question(code: Path, **asked: Any) -> Question:
    usual = {
        "source": DirectorySource(code),
        "profile": Profile.IRON,
        "selection": Selection(),
        "rules": load_rules(),
        "additions": NOTHING,
    }
    return Question(**{**usual, **asked})


def test_the_same_code_asked_the_same_is_the_same_question(code: Path, tmp_path: Path) -> None:
    elsewhere = write(tmp_path / "elsewhere", FILES)
    assert question(code).digest() == question(code).digest() == question(elsewhere).digest()


@pytest.mark.parametrize("name", ["README.md", "a/a_test.go", "b/_ignored.go", "web/page.html"])
def test_files_that_the_analyser_does_not_read_make_no_difference(code: Path, name: str) -> None:
    before = question(write(code, {name: "one\n"})).digest()
    assert question(write(code, {name: "two\n"})).digest() == before


@pytest.mark.parametrize("name", ["a/a.go", "a/b.go", "b/b.go", "b/b_test.go", "go.mod", "go.work", "vendor/m/m.go"])
def test_a_file_that_it_may_read_makes_a_difference(code: Path, name: str) -> None:
    before = question(code).digest()
    assert question(write(code, {name: "package other\n"})).digest() != before


def test_a_file_that_is_gone_or_cannot_be_read_makes_a_difference(code: Path) -> None:
    whole = question(code).digest()
    source = DirectorySource(code)
    (code / "a/a.go").unlink()
    digests = {whole, question(code, source=source).digest(), question(code).digest()}
    assert len(digests) == 3


def test_a_file_under_another_name_makes_a_difference(code: Path) -> None:
    before = question(code).digest()
    (code / "a/a.go").rename(code / "a/renamed.go")
    assert question(code).digest() != before


def test_test_files_count_where_they_are_scanned(code: Path) -> None:
    before = question(code, selection=Selection(tests=True)).digest()
    write(code, {"a/a_test.go": "package a\n\nvar x int\n"})
    assert question(code, selection=Selection(tests=True)).digest() != before


OTHERWISE: dict[str, dict[str, Any]] = {
    "profile": {"profile": Profile.PRAGMATIC},
    "generated code": {"selection": Selection(generated=True)},
    "left out": {"selection": Selection(exclude=("a/*",))},
    "these only": {"selection": Selection(only=frozenset({"a/a.go"}))},
    "fewer rules": {"rules": load_rules()[1:]},
    "knowledge": {"additions": Additions({"lifecycle.toml": {"methods": ["Stop"]}})},
}


@pytest.mark.parametrize("way", OTHERWISE)
def test_what_is_asked_makes_a_difference(code: Path, way: str) -> None:
    assert question(code, **OTHERWISE[way]).digest() != question(code).digest()


def test_a_verdict_that_a_configuration_changed_makes_a_difference(code: Path) -> None:
    folder, *others = load_rules()
    changed = dataclasses.replace(folder, rule=dataclasses.replace(folder.rule, iron=Verdict.ADVISORY))
    assert folder.rule.iron is Verdict.VIOLATION
    assert question(code, rules=[changed, *others]).digest() != question(code).digest()


def test_a_commit_is_told_by_its_objects(tmp_path: Path) -> None:
    repository = bare(tmp_path / "r.git")

    def asked(content: bytes, other: bytes) -> str:
        files = [("100644", blob(repository, content), b"a.go"), ("100644", blob(repository, other), b"notes")]
        return question(tmp_path, source=GitSource(repository, commit(repository, *files))).digest()

    assert asked(b"package a\n", b"1") == asked(b"package a\n", b"2") != asked(b"package b\n", b"2")


def test_a_commit_of_what_a_directory_holds_is_the_same_question(tmp_path: Path) -> None:
    directory = write(tmp_path / "code", {"go.mod": "module m\n", "a.go": DIRTY})
    repository = bare(tmp_path / "r.git")
    files = [
        ("100644", blob(repository, (directory / name).read_bytes()), name.encode()) for name in ("a.go", "go.mod")
    ]
    committed = question(directory, source=GitSource(repository, commit(repository, *files)))
    assert committed.digest() == question(directory).digest()


def test_a_file_alone_is_a_question_too(code: Path) -> None:
    alone = question(code, source=FileSource(code / "a/a.go")).digest()
    assert alone == question(code, source=FileSource(code / "a/a.go")).digest() != question(code).digest()


def test_what_a_team_s_own_rule_reads_is_not_known(code: Path, tmp_path: Path) -> None:
    own = dataclasses.replace(load_rules()[0], directory=tmp_path / "own")
    assert question(code).can_be_recognised
    assert not question(code, rules=[*load_rules(), own]).can_be_recognised
