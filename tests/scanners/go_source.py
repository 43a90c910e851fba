"""Go programs as sources, for tests that scan what they write."""

from __future__ import annotations

from pathlib import Path

from scanners import DirectorySource, Profile, Report, RuleFolder, Selection, load_rules, scan

DIRTY = """package a

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(text string) string {
	buf := pool.Get().(*bytes.Buffer)
	buf.WriteString(text)
	out := buf.String()
	pool.Put(buf)
	return out
}
"""


def write(root: Path, files: dict[str, str]) -> Path:
    """Write the files, with a go.mod unless one is given."""
    for name, content in {"go.mod": "module example.com/m\n\ngo 1.24\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def few_rules() -> list[RuleFolder]:
    """The rules that DIRTY breaks, one of IR2 and one of IR3, with one of IR1 that it keeps."""
    return [folder for folder in load_rules() if folder.rule.code in {"IR101", "IR201", "IR302"}]


def scanned(
    root: Path,
    files: dict[str, str],
    selection: Selection | None = None,
    profile: Profile = Profile.IRON,
    rules: list[RuleFolder] | None = None,
) -> Report:
    """The report of the rules, or of few, on the files."""
    with DirectorySource(write(root, files)) as source:
        return scan(source, rules=rules or few_rules(), selection=selection or Selection(), profile=profile)


def codes(report: Report) -> list[str]:
    """The codes of the findings that are not suppressed, in order."""
    return [finding.code for finding in report.findings if finding.suppressed is None]
