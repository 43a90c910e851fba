"""Every rule folder loads, and reports on its examples what they say on their lines."""

from __future__ import annotations

import subprocess
import sysconfig
from pathlib import Path

import pytest

from scanners import DirectorySource, FileSource, Selection, scan
from scanners.expectations import Reported, differences, expectations
from scanners.rule import RuleFolder, load_rules

pytestmark = pytest.mark.slow

RULES = load_rules()
EXAMPLES = [
    pytest.param(folder, example, id=f"{folder.rule.code}-{example.name}")
    for folder in RULES
    for example in folder.examples
]
GO_ROOT = Path(sysconfig.get_path("purelib")) / "go"


def reported(folder: RuleFolder, example: Path) -> list[Reported]:
    source = DirectorySource(example) if example.is_dir() else FileSource(example)
    rules = RULES if folder.rule.about_suppressions else [folder]
    with source:
        report = scan(source, rules=rules, selection=Selection(testdata=True))
    assert report.problems == ()
    return [
        Reported(finding.location.path, finding.location.line, folder.messages.render(finding.message, "en"))
        for finding in report.findings
        if finding.suppressed is None and finding.code == folder.rule.code
    ]


@pytest.mark.parametrize(("folder", "example"), EXAMPLES)
def test_example_is_reported_as_it_says(folder: RuleFolder, example: Path) -> None:
    files = sorted(example.rglob("*.go")) if example.is_dir() else [example]
    root = example if example.is_dir() else example.parent
    expected = [
        each
        for file in files
        for each in expectations(file.relative_to(root).as_posix(), file.read_text(encoding="utf-8"))
    ]
    assert differences(expected, reported(folder, example)) == []


@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.rule.code)
def test_bad_example_is_reported_and_good_one_is_not(folder: RuleFolder) -> None:
    assert reported(folder, folder.directory / "bad.go") != []
    assert reported(folder, folder.directory / "good.go") == []


@pytest.mark.toolchain
@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.rule.code)
def test_examples_are_formatted_go(folder: RuleFolder) -> None:
    done = subprocess.run(
        [GO_ROOT / "bin" / "gofmt", "-l", *folder.examples], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""


def stubs(folder: RuleFolder) -> str:
    """What go.mod says of the modules in stubs/*/ of the folder, which stand in for third-party ones."""
    lines = []
    for file in sorted((folder.directory / "stubs").glob("*/go.mod")):
        module = file.read_text(encoding="utf-8").split()[1]
        major = module.rpartition("/v")[2] if "/v" in module else "0"
        lines += [f"require {module} v{major}.0.0", f"replace {module} => {file.parent}"]
    return "\n".join(lines)


@pytest.mark.toolchain
@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.rule.code)
def test_shown_examples_compile(folder: RuleFolder, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(f"module example.com/shown\n\ngo 1.24\n{stubs(folder)}", encoding="utf-8")
    for name in ("bad", "good"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "shown.go").write_bytes((folder.directory / f"{name}.go").read_bytes())
    subprocess.run([GO_ROOT / "bin" / "go", "vet", "-copylocks=false", "./..."], cwd=tmp_path, check=True, timeout=300)
