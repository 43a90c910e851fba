"""Rule folders: any fault stops the analyser at the start, and the message names folder and fault."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

from scanners.rule import HEADINGS, BrokenRule, load_rules

RULE = """
from scanners.model import Severity, Verdict
from scanners.rule import Rule

RULE = Rule("{code}", "{name}", Severity.LOW, Verdict.VIOLATION, Verdict.ADVISORY, lambda context: iter(()))
"""
NUMBERS = itertools.count()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package of rules, under a name of its own."""
    root = tmp_path / f"rules_{next(NUMBERS)}_{tmp_path.name}"
    root.mkdir()
    (root / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))
    yield root
    for name in [name for name in sys.modules if name.startswith(root.name)]:
        del sys.modules[name]


def page(code: str, name: str, language: str) -> str:
    return f"# {code} {name}: title\n\n" + "".join(f"## {heading}\n\ntext\n\n" for heading in HEADINGS[language])


def add(root: Path, code: str = "IR901", name: str = "some-rule", folder: str | None = None) -> Path:
    directory = root / (folder or f"{code.lower()}_{name.replace('-', '_')}")
    directory.mkdir()
    for file, content in {
        "__init__.py": "",
        "rule.py": RULE.format(code=code, name=name),
        "messages.toml": '[lost]\nen = "{pool}"\nzh-hans = "{pool}"\n',
        "en.md": page(code, name, "en"),
        "zh.md": page(code, name, "zh-hans"),
        "bad.go": "package a\n",
        "good.go": "package a\n",
    }.items():
        (directory / file).write_text(content, encoding="utf-8")
    return directory


def load(root: Path) -> ModuleType:
    importlib.invalidate_caches()
    return importlib.import_module(root.name)


def test_whole_folder_loads(package: Path) -> None:
    add(package)
    (folder,) = load_rules(load(package))
    assert (folder.rule.code, folder.rule.iron_rule, folder.pages["en"].title) == ("IR901", "IR9", "title")
    assert [path.name for path in folder.examples] == ["bad.go", "good.go"]


def test_rules_come_by_code(package: Path) -> None:
    add(package, "IR902", "b")
    add(package, "CP901", "c")
    add(package, "IR901", "a")
    assert [folder.rule.code for folder in load_rules(load(package))] == ["CP901", "IR901", "IR902"]


def test_code_is_taken_once(package: Path) -> None:
    add(package, "IR901", "a")
    add(package, "IR901", "b")
    with pytest.raises(BrokenRule, match="IR901 is taken"):
        load_rules(load(package))


def replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def change(directory: Path) -> None:
        path = directory / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    return change


def removed(file: str) -> Callable[[Path], None]:
    return lambda directory: (directory / file).unlink()


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (removed("rule.py"), r"lacks rule\.py"),
        (removed("bad.go"), r"lacks bad\.go"),
        (removed("good.go"), r"lacks good\.go"),
        (removed("messages.toml"), r"lacks messages\.toml"),
        (removed("zh.md"), r"zh\.md: is missing"),
        (replaced("rule.py", "RULE =", "OTHER ="), "defines no RULE"),
        (replaced("rule.py", "IR901", "IR90"), "is no code and name"),
        (replaced("rule.py", "some-rule", "Some Rule"), "is no code and name"),
        (replaced("rule.py", "some-rule", "other-rule"), "must be called ir901_other_rule"),
        (replaced("messages.toml", 'zh-hans = "{pool}"', 'zh-hans = "{pol}"'), "has placeholders"),
        (replaced("en.md", "# IR901 some-rule: title", "# Some rule"), "must begin with"),
        (replaced("en.md", "## Why", "## Reasons"), "headings must be"),
        (replaced("zh.md", "## 为什么\n\ntext", "## 为什么\n"), "nothing under 为什么"),
    ],
)
def test_faulty_folder_does_not_load(package: Path, change: Callable[[Path], None], fault: str) -> None:
    change(add(package))
    with pytest.raises(BrokenRule, match=fault):
        load_rules(load(package))


def test_rules_do_not_import_rules() -> None:
    for folder in load_rules():
        source = (folder.directory / "rule.py").read_text(encoding="utf-8")
        assert "scanners.rules" not in source, folder.rule.code
