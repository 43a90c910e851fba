"""The snippets for pipelines are what their readers understand, and call the command line as it is."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from scanners.__main__ import parser

DOCUMENT = Path(__file__).parents[1] / "docs" / "continuous-integration.md"
SNIPPETS = dict(
    re.findall(r"^## (.+?)\n[^#]*?```yaml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL | re.MULTILINE)
)
COMMANDS = re.findall(r"\bironrules ((?:scan|explain|rules)\b[^`\n|]*)", DOCUMENT.read_text("utf-8"))


@pytest.mark.parametrize(
    ("title", "schema"), [("GitHub Actions", "vendor.github-workflows"), ("GitLab CI", "vendor.gitlab-ci")]
)
def test_snippet_keeps_the_schema(tmp_path: Path, title: str, schema: str) -> None:
    file = tmp_path / "snippet.yml"
    file.write_text(SNIPPETS[title], encoding="utf-8")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout


def test_hooks_that_are_asked_for_exist() -> None:
    yaml = YAML(typ="safe")
    offered = {hook["id"] for hook in yaml.load(DOCUMENT.parents[1] / ".pre-commit-hooks.yaml")}
    asked = {hook["id"] for repository in yaml.load(SNIPPETS["pre-commit"])["repos"] for hook in repository["hooks"]}
    assert asked <= offered


@pytest.mark.parametrize("command", COMMANDS)
def test_command_line_understands(command: str) -> None:
    words = re.sub(r"[\"\\]|\|\|.*|#.*", "", command).split()
    assert parser().parse_args(words).command
