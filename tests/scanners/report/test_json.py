"""Suggested edits in JSON: as bytes to replace, and as a diff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanners import DirectorySource, load_rules, scan
from scanners.messages import own_messages
from scanners.report.json import as_values
from scanners.report.lines import Lines
from tests.scanners.go_source import write

LEAVES = """package a

import (
	"bytes"
	"sync"
)

type s struct{ pool sync.Pool }

func (s *s) render(text string) []byte {
	buf, _ := s.pool.Get().(*bytes.Buffer)
	defer s.pool.Put(buf)
	buf.Reset()
	buf.WriteString(text)
	return bytes.TrimSuffix(buf.Bytes(), []byte("%s"))
}
"""


def suggested(root: Path, source: bytes) -> Any:
    """The fix of the one IR205 in the source."""
    (write(root, {}) / "a.go").write_bytes(source)
    rules = [folder for folder in load_rules() if folder.rule.code == "IR205"]
    with DirectorySource(root) as files:
        report = scan(files, rules=rules)
        values = as_values(report, own_messages() | rules[0].messages, "en", Lines(files.read))
    (finding,) = values["findings"]
    return finding["fix"]


def test_edit_comes_with_its_lines(tmp_path: Path) -> None:
    fix = suggested(tmp_path, (LEAVES % "。").encode())
    (hunk,) = fix["hunks"]
    assert (hunk["path"], hunk["old_start"], hunk["new_start"]) == ("a.go", 12, 12)
    assert hunk["lines"] == [
        " \tdefer s.pool.Put(buf)",
        " \tbuf.Reset()",
        " \tbuf.WriteString(text)",
        '-\treturn bytes.TrimSuffix(buf.Bytes(), []byte("。"))',
        '+\treturn append([]byte(nil), bytes.TrimSuffix(buf.Bytes(), []byte("。"))...)',
        " }",
    ]


@pytest.mark.parametrize("byte", [b"\xff", b"\0"])
def test_edit_of_what_is_no_text_is_left_out(tmp_path: Path, byte: bytes) -> None:
    assert suggested(tmp_path, (LEAVES % "x").encode().replace(b'"x"', b'"' + byte + b'"')) is None
