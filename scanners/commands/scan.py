"""`ironrules scan PATH`: the report of a directory, a file or a commit."""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from scanners import DirectorySource, FileSource, GitSource, Selection, Source, SourceError, scan
from scanners.commands.configured import add_configuration, configured
from scanners.commands.options import Commands, add_language, add_rules, chosen
from scanners.configuration import Configuration
from scanners.kept import Kept, Question, default_directory
from scanners.knowledge.tables import added
from scanners.messages import own_messages
from scanners.model import Finding, Profile, Report, Verdict
from scanners.processes import processors
from scanners.progress import Progress, no_progress
from scanners.report import github as github_report
from scanners.report import json as json_report
from scanners.report import patch as patch_report
from scanners.report import sarif as sarif_report
from scanners.report import text as text_report
from scanners.report.lines import Lines
from scanners.report.terminal import is_coloured, visible
from scanners.rule import RuleFolder
from scanners.team_rules import every_rule

# Each further process finds out anew what the others know, and needs as much memory.
_JOBS: Final = 2


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    command = commands.add_parser("scan", help="analyse a directory, a file or a commit")
    command.set_defaults(command=run)
    command.add_argument("path", type=Path, metavar="PATH", help="directory, Go file, or repository (with --commit)")
    command.add_argument("--commit", metavar="SHA", help="read PATH, a Git repository (bare or not), at this commit")
    command.add_argument("--base", metavar="SHA", help="report only what is new since this commit")
    command.add_argument("--profile", choices=[each.value for each in Profile], help="which verdicts count")
    command.add_argument("--select", metavar="CODES", default="", help="only these rules: IR204,IR3")
    command.add_argument("--ignore", metavar="CODES", default="", help="not these rules")
    command.add_argument("--tests", action="store_true", help="report on _test.go files too")
    command.add_argument("--testdata", action="store_true", help="report on testdata directories too")
    command.add_argument("--vendor", action="store_true", help="report on vendor directories too")
    command.add_argument("--generated", action="store_true", help="report on generated files too")
    command.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="leave out matching paths")
    add_configuration(command)
    add_rules(command)
    command.add_argument("--format", choices=["text", "json", "sarif", "github", "patch"], default="text")
    command.add_argument("--output", type=Path, metavar="FILE", help="write the report here")
    command.add_argument("--jobs", type=int, metavar="N", default=min(_JOBS, processors()), help="processes")
    cache = command.add_mutually_exclusive_group()
    cache.add_argument(
        "--cache", type=Path, metavar="DIR", help="keep reports here (default: IRONRULES_CACHE or ~/.cache/ironrules)"
    )
    cache.add_argument("--no-cache", action="store_true", help="analyse all anew, keep nothing")
    command.add_argument("--progress", action="store_true", help="JSON lines on standard error while scanning")
    add_language(command)


def run(options: argparse.Namespace) -> int:
    """Scan, write the report, and tell by the exit status whether there are violations."""
    every = every_rule(options.rules)
    source = _source(options.path, options.commit)
    configuration, below = configured(options, source, {folder.rule.code for folder in every})
    rules = _rules(options, configuration, every)
    profile = _profile(options, configuration)
    selection = _selection(options, configuration, below)
    kept = Kept(None if options.no_cache else options.cache or default_directory(), _complain)

    def report_on(source: Source, progress: Progress) -> Report:
        question = Question(source, profile, selection, rules, configuration.additions)
        with added(configuration.additions):
            report = kept.report(
                question,
                lambda: scan(
                    source, profile=profile, selection=selection, rules=rules, progress=progress, jobs=options.jobs
                ),
            )
        return dataclasses.replace(report, findings=tuple(map(configuration.finding, report.findings)))

    known = _known(options.path, options.base, report_on) if options.base is not None else frozenset()
    with source:
        report = report_on(source, _tell if options.progress else no_progress)
        new = tuple(finding for finding in report.findings if finding.fingerprint not in known)
        report = dataclasses.replace(report, findings=new)
        _write(_rendered(report, every, source, options), options.output)
    return int(any(_is_violation(finding, report.profile) for finding in report.findings))


def _source(path: Path, commit: str | None) -> Source:
    if not path.exists():
        raise SourceError(f"{path}: does not exist")
    if commit is not None:
        return GitSource(path, commit)
    if path.is_dir():
        if (path / "HEAD").is_file() and (path / "objects").is_dir():
            raise SourceError(f"{path}: is a bare Git repository; say which commit with --commit")
        return DirectorySource(path)
    return FileSource(path)


def _known(path: Path, base: str, report_on: Callable[[Source, Progress], Report]) -> frozenset[str]:
    """Fingerprints of what the base has already.

    What a comment suppresses there is not among them: else a violation could come in with a comment that the next
    commit removes.
    """
    if not path.is_dir():
        raise SourceError(f"{path}: is one file; --base needs the directory of a Git repository")
    if not any((path / name).exists() for name in (".git", "HEAD", "go.mod")):
        # Packages would have other import paths than in the whole repository, and every finding would be new.
        raise SourceError(f"{path}: --base needs the root of a Git repository, or the directory of a go.mod in it")
    with GitSource(_repository_of(path), base) as source:
        report = report_on(source, no_progress)
    return frozenset(finding.fingerprint for finding in report.findings if finding.suppressed is None)


def _repository_of(path: Path) -> Path:
    """The directory of the repository that a path lies in; the path itself where it is one, or in none."""
    if (path / "HEAD").is_file():
        return path
    above = path.resolve()
    return next((each for each in (above, *above.parents) if (each / ".git").exists()), path)


def _rules(options: argparse.Namespace, configuration: Configuration, every: Sequence[RuleFolder]) -> list[RuleFolder]:
    """What is said on the command line stands before what the configuration says."""
    select = options.select or ",".join(configuration.select)
    ignore = options.ignore or ",".join(configuration.ignore)
    return configuration.rules(chosen(every, select, ignore))


def _profile(options: argparse.Namespace, configuration: Configuration) -> Profile:
    if configuration.stricter and configuration.profile is not None:
        return configuration.profile
    return Profile(options.profile) if options.profile else configuration.profile or Profile.IRON


def _selection(options: argparse.Namespace, configuration: Configuration, below: str) -> Selection:
    return Selection(
        tests=options.tests or "tests" in configuration.include,
        testdata=options.testdata or "testdata" in configuration.include,
        vendor=options.vendor or "vendor" in configuration.include,
        generated=options.generated or "generated" in configuration.include,
        exclude=(*(below + pattern for pattern in options.exclude), *configuration.exclude),
        below=below,
    )


def _complain(what: str) -> None:
    print(f"ironrules: {visible(what)}; --no-cache keeps none", file=sys.stderr)


def _tell(stage: str, done: int, total: int) -> None:
    print(json.dumps({"stage": stage, "done": done, "total": total}), file=sys.stderr, flush=True)


def _rendered(report: Report, every: Sequence[RuleFolder], source: Source, options: argparse.Namespace) -> str:
    catalogue = own_messages()
    for folder in every:
        catalogue |= folder.messages
    match options.format:
        case "json":
            return json_report.render(report, catalogue, options.lang, Lines(source.read))
        case "sarif":
            return sarif_report.render(report, catalogue, options.lang, rules=every, lines=Lines(source.read))
        case "github":
            return github_report.render(report, catalogue, options.lang)
        case "patch":
            return patch_report.render(report, Lines(source.read))
        case _:
            colour = options.output is None and is_coloured(sys.stdout)
            return text_report.render(report, catalogue, options.lang, colour=colour, lines=Lines(source.read))


def _write(output: str, file: Path | None) -> None:
    # A patch holds the bytes of files, which need not be UTF-8.
    content = output.encode("utf-8", "surrogateescape")
    if file is not None:
        file.write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


def _is_violation(finding: Finding, profile: Profile) -> bool:
    return finding.suppressed is None and dict(finding.verdicts)[profile] is Verdict.VIOLATION
