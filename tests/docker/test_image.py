"""What can be known of the image and its composition without an engine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import ruamel.yaml

from governance import roles

ROOT = Path(__file__).resolve().parents[2]
DOCKER = ROOT / "docker"
TOOLS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def composition() -> dict[str, Any]:
    return dict(ruamel.yaml.YAML(typ="safe").load(DOCKER / "compose.yml"))


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def test_composition_follows_its_schema() -> None:
    result = run(TOOLS / "check-jsonschema", "--builtin-schema", "vendor.compose-spec", DOCKER / "compose.yml")
    assert result.returncode == 0, result.stdout


def test_linter_finds_nothing_in_the_dockerfile() -> None:
    result = run(TOOLS / "hadolint", DOCKER / "Dockerfile")
    assert result.returncode == 0, result.stdout


def test_image_does_not_run_as_root() -> None:
    users = re.findall(r"^USER (.*)$", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    assert users == ["10001"]


def test_what_the_dockerfile_copies_exists_and_is_sent_to_the_engine() -> None:
    sent = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = re.findall(r"^COPY (?!--from)(\S+)", (DOCKER / "Dockerfile").read_text(), re.MULTILINE)
    assert set(copied) == sent
    assert [path for path in copied if not (ROOT / path).exists()] == []


def test_every_process_has_a_role_and_a_way_to_tell_its_health(composition: dict[str, Any]) -> None:
    ours = {name: service for name, service in composition["services"].items() if service.get("image") == "ironrules"}
    assert {service["command"] for service in ours.values()} == set(roles.ROLES)
    for name in roles.HEALTH:
        assert ours[name]["healthcheck"]["test"] == ["CMD", "python", "-m", "governance.roles", "health", name]


def test_no_secret_has_a_value_in_the_composition(composition: dict[str, Any]) -> None:
    settings = {
        name: value
        for service in composition["services"].values()
        for name, value in service.get("environment", {}).items()
    }
    assert [name for name in settings if re.search("KEY|PASSWORD|URL", name) and not name.endswith("_FILE")] == []


def test_secrets_that_are_made_are_those_that_are_read(composition: dict[str, Any], tmp_path: Path) -> None:
    assert run("sh", DOCKER / "make-secrets.sh", tmp_path / "secrets").returncode == 0
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    assert made == {Path(secret["file"]).name for secret in composition["secrets"].values()}


def test_secrets_that_exist_are_kept(tmp_path: Path) -> None:
    run("sh", DOCKER / "make-secrets.sh", tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}
    run("sh", DOCKER / "make-secrets.sh", tmp_path)
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
