"""The analyser: finds `sync.Pool`s in Go code and judges them by the three iron rules.

    from scanners import DirectorySource, scan

    report = scan(DirectorySource(Path("service")))
    for finding in report.findings: ...

Knows no Django, no database and no network; needs no Go toolchain and runs nothing of what it reads.
"""

from __future__ import annotations

from importlib import import_module

TYPE_CHECKING = False  # not from typing, which takes `ironrules-vet` longer to import than all that it answers
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any, Final

    from scanners.configuration import Configuration
    from scanners.git_source import GitSource
    from scanners.model import Finding, Pool, Problem, Profile, Report, RuleVerdict, Severity, Site, Step, Verdict
    from scanners.progress import Progress
    from scanners.reading import Selection
    from scanners.rule import Rule, RuleFolder, load_rules
    from scanners.source import DirectorySource, FileSource, ListedSource, Source, SourceError

__version__: Final = "0.1.0"
ANALYSER: Final = f"ironrules {__version__}"

__all__ = [
    "ANALYSER",
    "Configuration",
    "DirectorySource",
    "FileSource",
    "Finding",
    "GitSource",
    "ListedSource",
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

# Names are imported when they are asked for: `ironrules-vet` starts once for each package of a build, and to import the
# parser with all rules takes ten times as long as Python takes to start.
_HOMES: Final = {
    "scanners.configuration": {"Configuration"},
    "scanners.git_source": {"GitSource"},
    "scanners.reading": {"Selection"},
    "scanners.rule": {"Rule", "RuleFolder", "load_rules"},
    "scanners.source": {"DirectorySource", "FileSource", "ListedSource", "Source", "SourceError"},
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((home for home, names in _HOMES.items() if name in names), "scanners.model")
    return getattr(import_module(home), name)


def scan(
    source: Source,
    *,
    profile: Profile | None = None,
    selection: Selection | None = None,
    rules: Sequence[RuleFolder] | None = None,
    progress: Progress | None = None,
    jobs: int = 1,
) -> Report:
    """Analyse a source with the rules (default: all of them), in several processes if `jobs` allows.

    Raises SourceError when the source cannot be read at all.
    """
    from scanners import engine, model, reading  # noqa: PLC0415 - see _HOMES
    from scanners.progress import no_progress  # noqa: PLC0415 - see _HOMES

    return engine.scan(
        source,
        analyser=ANALYSER,
        profile=profile or model.Profile.IRON,
        selection=selection or reading.Selection(),
        rules=rules,
        progress=progress or no_progress,
        jobs=jobs,
    )
