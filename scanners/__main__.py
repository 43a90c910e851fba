"""The command line: `python -m scanners scan PATH`, `rules`, `explain CODE`, `docs`.

Exit status: 0 no violation, 1 violations, 2 it could not be done, and one line on standard error says why.
"""

from __future__ import annotations

import argparse
import dataclasses
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NoReturn

from scanners import DirectorySource, FileSource, GitSource, Selection, Source, SourceError, load_rules, scan
from scanners.documentation import pages, render_page
from scanners.messages import Catalogue, own_messages
from scanners.model import LANGUAGES, Finding, Profile, Report, Verdict
from scanners.progress import no_progress
from scanners.report import json as json_report
from scanners.report import text as text_report
from scanners.rule import RuleFolder

COULD_NOT: Final = 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line instead of the whole usage."""
        self.exit(COULD_NOT, f"{self.prog}: {message} (see {self.prog} --help)\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except SourceError as error:
        return _could_not(str(error))
    except BrokenPipeError:
        # The reader of our output has gone (`| head`); Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
    except OSError as error:
        return _could_not(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception:  # noqa: BLE001 - a fault of ours must not end with the status that says "violations"
        traceback.print_exc()
        return COULD_NOT


def _could_not(reason: str) -> int:
    print(f"ironrules: {text_report.visible(reason)}", file=sys.stderr)
    return COULD_NOT


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="ironrules", description="Finds misuse of sync.Pool in Go code.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    command = commands.add_parser("scan", help="analyse a directory, a file or a commit")
    command.set_defaults(command=_scan)
    command.add_argument("path", type=Path, metavar="PATH", help="directory, Go file, or repository (with --commit)")
    command.add_argument("--commit", metavar="SHA", help="read PATH, a Git repository (bare or not), at this commit")
    command.add_argument("--base", metavar="SHA", help="report only what is new since this commit")
    command.add_argument("--profile", choices=[each.value for each in Profile], default=Profile.IRON.value)
    command.add_argument("--select", metavar="CODES", default="", help="only these rules: IR204,IR3")
    command.add_argument("--ignore", metavar="CODES", default="", help="not these rules")
    command.add_argument("--tests", action="store_true", help="report on _test.go files too")
    command.add_argument("--testdata", action="store_true", help="report on testdata directories too")
    command.add_argument("--vendor", action="store_true", help="report on vendor directories too")
    command.add_argument("--generated", action="store_true", help="report on generated files too")
    command.add_argument("--exclude", metavar="GLOB", action="append", default=[], help="leave out matching paths")
    command.add_argument("--format", choices=["text", "json"], default="text")
    command.add_argument("--output", type=Path, metavar="FILE", help="write the report here")
    command.add_argument("--progress", action="store_true", help="JSON lines on standard error while scanning")
    _language(command)

    command = commands.add_parser("rules", help="list the rules")
    command.set_defaults(command=_rules)
    command.add_argument("--format", choices=["text", "json"], default="text")
    _language(command)

    command = commands.add_parser("explain", help="show the page of a rule")
    command.set_defaults(command=_explain)
    command.add_argument("code", metavar="CODE")
    _language(command)

    command = commands.add_parser("docs", help="write the pages of the rules")
    command.set_defaults(command=_docs)
    command.add_argument("directory", type=Path, nargs="?", default=Path("docs/rules"), metavar="DIRECTORY")
    return parser


def _language(command: argparse.ArgumentParser) -> None:
    command.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])


def _scan(options: argparse.Namespace) -> int:
    every = load_rules()
    rules = _chosen(every, options.select, options.ignore)
    catalogue = own_messages()
    for folder in every:
        catalogue |= folder.messages
    selection = Selection(
        tests=options.tests,
        testdata=options.testdata,
        vendor=options.vendor,
        generated=options.generated,
        exclude=tuple(options.exclude),
    )

    def report_on(source: Source, *, quiet: bool = False) -> Report:
        progress = _tell if options.progress and not quiet else no_progress
        with source:
            return scan(source, profile=Profile(options.profile), selection=selection, rules=rules, progress=progress)

    known = set()
    if options.base is not None:
        known = {
            finding.fingerprint for finding in report_on(GitSource(options.path, options.base), quiet=True).findings
        }
    report = report_on(_source(options.path, options.commit))
    report = dataclasses.replace(
        report, findings=tuple(finding for finding in report.findings if finding.fingerprint not in known)
    )
    _write(report, catalogue, options)
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


def _chosen(every: Sequence[RuleFolder], select: str, ignore: str) -> list[RuleFolder]:
    """The rules that the codes name; a beginning such as IR3 stands for all that begin so."""

    def named(codes: str) -> set[str]:
        found = set()
        for code in filter(None, codes.replace(",", " ").split()):
            hits = {folder.rule.code for folder in every if folder.rule.code.startswith(code.upper())}
            if not hits:
                raise SourceError(f"no rule is called {code}; see `ironrules rules`")
            found |= hits
        return found

    wanted = named(select) or {folder.rule.code for folder in every}
    return [folder for folder in every if folder.rule.code in wanted - named(ignore)]


def _tell(stage: str, done: int, total: int) -> None:
    print(json.dumps({"stage": stage, "done": done, "total": total}), file=sys.stderr, flush=True)


def _write(report: Report, catalogue: Catalogue, options: argparse.Namespace) -> None:
    if options.format == "json":
        output = json_report.render(report, catalogue, options.lang)
    else:
        colour = options.output is None and sys.stdout.isatty() and "NO_COLOR" not in os.environ
        output = text_report.render(report, catalogue, options.lang, colour=colour)
    if options.output is not None:
        options.output.write_text(output, encoding="utf-8")
    else:
        sys.stdout.buffer.write(output.encode())
        sys.stdout.buffer.flush()


def _is_violation(finding: Finding, profile: Profile) -> bool:
    return finding.suppressed is None and dict(finding.verdicts)[profile] is Verdict.VIOLATION


def _rules(options: argparse.Namespace) -> int:
    rows = [
        {
            "code": folder.rule.code,
            "name": folder.rule.name,
            "severity": folder.rule.severity,
            "verdicts": dict(folder.rule.verdicts),
            "title": folder.pages[options.lang].title,
        }
        for folder in load_rules()
    ]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        head = f"{row['code']}  {row['name']:<20} {row['severity']:<9}"
        print(head + str(row["title"]))
    return 0


def _explain(options: argparse.Namespace) -> int:
    folder = next((each for each in load_rules() if each.rule.code == options.code.upper()), None)
    if folder is None:
        return _could_not(f"no rule is called {options.code}; see `ironrules rules`")
    print(render_page(folder, options.lang), end="")
    return 0


def _docs(options: argparse.Namespace) -> int:
    for path, content in pages(load_rules()).items():
        file = options.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return 0


if __name__ == "__main__":
    # A scan makes objects that stay and few cycles: looking for those every 700 objects took 15 % of the time, and
    # saved nothing of the memory (Go's own source: 7.1 s instead of 6.0 s, 327 MB both ways).
    gc.set_threshold(50_000, 20, 20)
    sys.exit(main())
