"""Every setting is described, with the default it really has."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READERS = {"str", "int", "bool", "list", "secret"}
# Read by the launcher, the image or compose.yml, not by settings.py.
ELSEWHERE = {"PORT", "WEB_WORKERS", "SCHEDULE_FILE", "LISTEN", "WORKER_MEMORY"}
LAUNCHER = {"HOST", "EXAMPLES"}


def defaults() -> dict[str, str | None]:
    """Return the settings that settings.py reads; None stands for a default that is computed."""
    found: dict[str, str | None] = {}
    for call in ast.walk(ast.parse((ROOT / "governance/settings.py").read_text())):
        if not (isinstance(call, ast.Call) and call.args and isinstance(call.args[0], ast.Constant)):
            continue
        function = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if function in READERS or ast.unparse(call.func) == "os.environ.get":
            given = next((keyword.value for keyword in call.keywords if keyword.arg == "default"), None)
            found[str(call.args[0].value)] = as_text(given or (call.args[1] if len(call.args) > 1 else None))
    return found


def as_text(default: ast.expr | None) -> str | None:
    """Return a default as somebody would write it into the environment."""
    if default is None:
        return ""
    try:
        value = ast.literal_eval(default)
    except ValueError:
        return None
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, list) else str(value)


def documented() -> dict[str, str]:
    """Return the settings of docs/operations.md with their defaults."""
    text = (ROOT / "docs/operations.md").read_text()
    return dict(re.findall(r"^\| `([A-Z_]+)` \| (?:`([^`|]*)`[^|]*)?", text, re.MULTILINE))


def exemplified() -> dict[str, str]:
    """Return the settings of docker/env.example that are commented out, with their defaults."""
    return dict(re.findall(r"^#?([A-Z_]+)=(.*)$", (ROOT / "docker/env.example").read_text(), re.MULTILINE))


def test_operations_describes_every_setting_and_no_other() -> None:
    assert set(documented()) == set(defaults()) | ELSEWHERE | LAUNCHER


def test_example_environment_has_every_setting_and_no_other() -> None:
    assert set(exemplified()) == set(defaults()) | ELSEWHERE


KNOWN = {name: value for name, value in defaults().items() if value is not None and name != "SECRET_KEY"}
CHOSEN = {"ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "HTTPS_ONLY", "BEHIND_PROXY"}  # have to be set in production


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_documented_default_is_the_real_one(name: str) -> None:
    assert documented()[name] == KNOWN[name]


@pytest.mark.parametrize("name", sorted(KNOWN.keys() - CHOSEN))
def test_default_in_the_example_environment_is_the_real_one(name: str) -> None:
    assert exemplified()[name] == KNOWN[name]
