"""The findings of one package, in the words of go vet.

What is read are the package and the packages of its module that it reaches: how the packages that import it use its
pools is seen when these are vetted, or by a scan of the whole module.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from scanners import ListedSource, Profile, Report, Selection, SourceError, Verdict, scan
from scanners.commands.options import chosen
from scanners.configuration import Configuration, parse
from scanners.knowledge.tables import added
from scanners.messages import Catalogue, own_messages
from scanners.model import LANGUAGES, Finding, Location
from scanners.rule import BrokenRule, RuleFolder
from scanners.team_rules import every_rule
from scanners.vet.unit import CONFIGURATION, BrokenUnit, Unit, configuration_above


def analyse(unit: Unit, flags: dict[str, str]) -> int:
    """Report the violations of the package, and keep the names that reach its pools; returns the exit status."""
    gc.disable()  # the process ends soon, and makes little that cycles
    language = flags.get("lang", LANGUAGES[0])
    if language not in LANGUAGES:
        raise BrokenUnit(f"-lang={language}: it can be {', '.join(LANGUAGES)}")
    try:
        every = every_rule()
        report = _scan(unit, flags, every)
    except (SourceError, BrokenRule) as error:
        raise BrokenUnit(str(error)) from error
    unit.names = tuple(sorted(_exported_names(unit, report)))
    found = [finding for finding in report.findings if _is_reported(finding, report, unit)]
    catalogue = own_messages()
    for folder in every:
        catalogue |= folder.messages
    writer = _Writer(unit, catalogue, language)
    if "json" in flags:
        unit.write(json.dumps(writer.tree(found), ensure_ascii=False, indent="\t") + "\n")
        return 0
    for finding in found:
        print(writer.line(finding), file=sys.stderr)
    return int(bool(found))


def _scan(unit: Unit, flags: dict[str, str], every: tuple[RuleFolder, ...]) -> Report:
    configuration, below = _configuration(unit, every)
    reached = [facts for facts in unit.known().values() if facts.holds_pool]
    read = {*unit.contents, *(file for facts in reached for file in facts.files)}
    paths = {file for facts in unit.known().values() for file in facts.files} | read
    files = {path: str(Path(unit.root, path)) for path in (*paths, "go.mod") if Path(unit.root, path).is_file()}
    profile = flags.get("profile") or configuration.profile or Profile.IRON
    if profile not in tuple(Profile):
        raise SourceError(f"-profile={profile}: it can be {', '.join(Profile)}")
    select, ignore = flags.get("select", ""), flags.get("ignore", "")
    rules = chosen(every, select or ",".join(configuration.select), ignore or ",".join(configuration.ignore))
    selection = Selection(
        tests="tests" in flags or "tests" in configuration.include,
        testdata=True,  # the go command decides which packages are vetted
        vendor=True,
        generated="generated" in configuration.include,
        exclude=configuration.exclude,
        below=below,
        only=frozenset(read),
    )
    with added(configuration.additions), ListedSource(files) as source:
        return scan(source, profile=Profile(profile), selection=selection, rules=configuration.rules(rules))


def _configuration(unit: Unit, every: tuple[RuleFolder, ...]) -> tuple[Configuration, str]:
    directory = configuration_above(unit.directory)
    if directory is None:
        return Configuration(), ""
    file = Path(directory, CONFIGURATION)
    below = os.path.relpath(unit.root, directory)
    configuration = parse(file.read_text(encoding="utf-8"), str(file), {folder.rule.code for folder in every})
    return configuration, "" if below.startswith(".") else f"{below}/"


def _exported_names(unit: Unit, report: Report) -> set[str]:
    """The names under which other packages reach the pools of this one."""
    names = set()
    for pool in report.pools:
        if pool.location.path in unit.contents:
            names |= {name.rpartition(".")[2] for name in (pool.name, *pool.wrappers)}
    return {name for name in names if name[:1].isupper()}


def _is_reported(finding: Finding, report: Report, unit: Unit) -> bool:
    """Advice is none of go vet's business: whatever it prints fails the build."""
    is_violation = dict(finding.verdicts)[report.profile] is Verdict.VIOLATION
    return is_violation and finding.suppressed is None and finding.location.path in unit.contents


class _Writer:
    def __init__(self, unit: Unit, catalogue: Catalogue, language: str) -> None:
        self._unit = unit
        self._catalogue = catalogue
        self._language = language

    def line(self, finding: Finding) -> str:
        return f"{self._position(finding.location)}: {self._message(finding)}"

    def tree(self, found: list[Finding]) -> dict[str, Any]:
        """What go vet makes of its own tools' findings: by package, by tool."""
        diagnostics = [self._diagnostic(finding) for finding in found]
        return {self._unit.id: {"ironrules": diagnostics}} if diagnostics else {}

    def _diagnostic(self, finding: Finding) -> dict[str, Any]:
        diagnostic: dict[str, Any] = {
            "category": finding.code,
            "posn": self._position(finding.location),
            "end": self._position(finding.location),
            "message": self._message(finding),
            "related": [
                {
                    "posn": self._position(step.location),
                    "end": self._position(step.location),
                    "message": self._catalogue.render(step.note, self._language),
                }
                for step in finding.trace
            ],
        }
        if finding.fix is not None:
            edits = [
                {"filename": self._file(edit.path), "start": edit.start, "end": edit.end, "new": edit.replacement}
                for edit in finding.fix.edits
            ]
            title = self._catalogue.render(finding.fix.title, self._language)
            diagnostic["suggested_fixes"] = [{"message": title, "edits": edits}]
        return diagnostic

    def _message(self, finding: Finding) -> str:
        return f"{finding.code} {finding.name}: {self._catalogue.render(finding.message, self._language)}"

    def _position(self, place: Location) -> str:
        return f"{self._file(place.path)}:{place.line}:{place.column}"

    def _file(self, path: str) -> str:
        return str(Path(self._unit.root, path))
