"""Programs that stand in for the analyser and misbehave, each started through the very path of the real one."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import msgspec

from tests.governance.report_values import a_report

if TYPE_CHECKING:
    from pathlib import Path

REPORT = json.dumps(msgspec.to_builtins(a_report()))


def analyser(directory: Path, code: str) -> tuple[str, ...]:
    """Write a program that runs `code` and return the command that starts it."""
    program = directory / "analyser.py"
    program.write_text(f"import os, sys, time\nREPORT = {REPORT!r}\n{code}\n", encoding="utf-8")
    return (sys.executable, str(program))
