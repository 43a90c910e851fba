"""The analyser: finds `sync.Pool`s in Go code and judges them by the three iron rules.

    from scanners import DirectorySource, scan

    report = scan(DirectorySource(Path("service")))
    for finding in report.findings: ...

Knows no Django, no database and no network; needs no Go toolchain and runs nothing of what it reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from scanners.git_source import GitSource
from scanners.model import Finding, Pool, Problem, Profile, Report, RuleVerdict, Severity, Site, Step, Verdict
from scanners.progress import Progress, no_progress
from scanners.reading import Selection
from scanners.rule import Rule, RuleFolder, load_rules
from scanners.source import DirectorySource, FileSource, Source, SourceError

__version__: Final = "0.1.0"
ANALYSER: Final = f"ironrules {__version__}"

__all__ = [
    "ANALYSER",
    "DirectorySource",
    "FileSource",
    "Finding",
    "GitSource",
    "Pool",
    "Problem",
    "Profile",
    "Report",
    "Rule",
    "RuleFolder",
    "RuleVerdict",
    "Selection",
    "Severity",
    "Site",
    "Source",
    "SourceError",
    "Step",
    "Verdict",
    "load_rules",
    "scan",
]


def scan(
    source: Source,
    *,
    profile: Profile = Profile.IRON,
    selection: Selection = Selection(),  # noqa: B008 - a frozen value
    rules: Sequence[RuleFolder] | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Analyse a source with the rules (default: all of them). Raises SourceError when it cannot be read at all."""
    from scanners import engine  # noqa: PLC0415 - loads the parser, which readers of reports do not need

    return engine.scan(source, analyser=ANALYSER, profile=profile, selection=selection, rules=rules, progress=progress)
