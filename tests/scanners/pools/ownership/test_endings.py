"""Methods that a team says mark a lifecycle count whatever they do."""

from __future__ import annotations

from pathlib import Path

from scanners import DirectorySource, load_rules, scan
from scanners.knowledge.tables import Additions, added
from tests.scanners.go_source import codes, write

ENGINE = """package a

import "sync"

type engine struct{ speed int }

func (e *engine) Stop() { e.speed = 0 }

var engines = sync.Pool{New: func() any { return new(engine) }}
"""


def lifecycle_findings(root: Path) -> list[str]:
    rules = [folder for folder in load_rules() if folder.rule.code == "IR102"]
    with DirectorySource(write(root, {"a.go": ENGINE})) as source:
        return codes(scan(source, rules=rules))


def test_method_of_no_known_name_is_not_reported(tmp_path: Path) -> None:
    assert lifecycle_findings(tmp_path) == []


def test_method_that_a_team_names_is_reported(tmp_path: Path) -> None:
    with added(Additions({"lifecycle.toml": {"methods": ["Stop"]}})):
        assert lifecycle_findings(tmp_path) == ["IR102"]
