"""The installable package: the analyser and its two commands, with tree-sitter and nothing else."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from email.parser import Parser
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from ruamel.yaml import YAML

from tests.scanners.go_source import DIRTY, write

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy: setuptools leaves its work in the tree."""
    tree = tmp_path_factory.mktemp("tree")
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "build", "node_modules", "static")
    shutil.copytree(ROOT, tree, ignore=ignored, dirs_exist_ok=True)
    out = tmp_path_factory.mktemp("wheel")
    command = [
        sys.executable,
        "-m",
        "pip",
        "--disable-pip-version-check",
        "wheel",
        "--quiet",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*command, "--no-build-isolation", "--wheel-dir", out, tree], check=True, timeout=300)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin directory of a new virtual environment that holds the wheel and tree-sitter alone."""
    environment = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True, timeout=300)
    python = environment / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "-q"]
    subprocess.run([*command, "--no-deps", "--no-index", wheel], check=True, timeout=300)
    (packages,) = environment.glob("lib/python*/site-packages")
    for name in ("tree_sitter", "tree_sitter_go"):
        found = importlib.util.find_spec(name)
        assert found is not None
        assert found.origin is not None
        (packages / name).symlink_to(Path(found.origin).parent)
    return environment / "bin"


def run(command: Path, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=False, timeout=300, cwd=cwd)


def test_wheel_asks_for_tree_sitter_alone(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        (metadata,) = [name for name in archive.namelist() if name.endswith("METADATA")]
        required = Parser().parsestr(archive.read(metadata).decode()).get_all("Requires-Dist") or []
    asked = {Requirement(each).name for each in required if "extra ==" not in each}
    assert asked == {"tree-sitter", "tree-sitter-go"}


def test_wheel_holds_data_and_types_and_no_service(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {
        "scanners/py.typed",
        "scanners/knowledge/resources.toml",
        "scanners/knowledge/standard_library/sync.txt",
        "scanners/locale/messages.toml",
        "scanners/report/schema.json",
        "scanners/rules/ir204_use_after_put/zh.md",
        "scanners/rules/ir204_use_after_put/bad.go",
        "scanners/commands/new_rule_templates/rule.py.txt",
    } <= names
    assert not [name for name in names if name.startswith(("governance", "tests")) or "/testdata/" in name]


def test_commands_work_without_the_service(installed: Path, tmp_path: Path) -> None:
    write(tmp_path / "service", {"a.go": DIRTY})
    done = run(installed / "ironrules", "scan", tmp_path / "service")
    assert (done.returncode, done.stderr) == (1, "")
    assert "IR201 missing-reset" in done.stdout
    for output in ("json", "sarif", "github", "patch"):
        done = run(installed / "ironrules", "scan", tmp_path / "service", "--format", output)
        assert (done.returncode, done.stderr) == (1, "")
    assert "IR204 use-after-put" in run(installed / "ironrules", "explain", "IR204").stdout
    assert run(installed / "ironrules-vet", "-V=full").stdout.startswith("ironrules-vet version ")
    imported = run(installed / "python", "-c", "import scanners, importlib.util as u; print(u.find_spec('django'))")
    assert imported.stdout == "None\n"


def test_rules_of_an_installed_package_run(installed: Path, tmp_path: Path) -> None:
    """An entry point names the package; here it lies beside the commands, as pip would put it there."""
    (packages,) = installed.parent.glob("lib/python*/site-packages")
    rules, metadata = packages / "pay_rules", packages / "pay_rules-1.0.dist-info"
    rules.mkdir()
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: pay-rules\nVersion: 1.0\n", encoding="utf-8")
    (metadata / "entry_points.txt").write_text("[ironrules.rules]\npay = pay_rules\n", encoding="utf-8")
    (rules / "__init__.py").touch()
    try:
        done = run(installed / "ironrules", "new-rule", "PAY001", "no-shared-ledger", "--directory", rules)
        assert done.returncode == 0
        assert "PAY001  no-shared-ledger" in run(installed / "ironrules", "rules").stdout
    finally:
        shutil.rmtree(rules)
        shutil.rmtree(metadata)


def test_hooks_run_their_commands(installed: Path, tmp_path: Path) -> None:
    hooks = {hook["id"]: hook for hook in YAML(typ="safe").load(ROOT / ".pre-commit-hooks.yaml")}
    assert set(hooks) == {"ironrules", "ironrules-new"}
    write(tmp_path, {"a.go": DIRTY})
    git = ["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@example.com"]
    for arguments in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
        subprocess.run([*git, *arguments], check=True, timeout=60)
    statuses = {}
    for name, hook in hooks.items():
        command, *arguments = hook["entry"].split()
        assert hook["language"] == "python"
        assert hook["pass_filenames"] is False
        statuses[name] = run(installed / command, *arguments, cwd=tmp_path).returncode
    assert statuses == {"ironrules": 1, "ironrules-new": 0}
