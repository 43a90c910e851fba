"""`ironrules rules`, `explain CODE` and `docs`: what the rules are."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from scanners import SourceError
from scanners.commands.options import Commands, add_language, add_rules
from scanners.documentation import pages, render_page
from scanners.report.page import terminal_page
from scanners.report.terminal import is_coloured
from scanners.rule import load_rules
from scanners.team_rules import every_rule


def add(commands: Commands) -> None:
    """Add the commands to the command line."""
    command = commands.add_parser("rules", help="list the rules")
    command.set_defaults(command=_list)
    command.add_argument("--format", choices=["text", "json"], default="text")
    add_rules(command)
    add_language(command)

    command = commands.add_parser("explain", help="show the page of a rule")
    command.set_defaults(command=_explain)
    command.add_argument("code", metavar="CODE")
    command.add_argument("--format", choices=["text", "markdown"], default="text")
    add_rules(command)
    add_language(command)

    command = commands.add_parser("docs", help="write the pages of the rules")
    command.set_defaults(command=_docs)
    command.add_argument("directory", type=Path, nargs="?", default=Path("docs/rules"), metavar="DIRECTORY")


def _list(options: argparse.Namespace) -> int:
    rows = [
        {
            "code": folder.rule.code,
            "name": folder.rule.name,
            "severity": folder.rule.severity,
            "verdicts": dict(folder.rule.verdicts),
            "title": folder.pages[options.lang].title,
        }
        for folder in every_rule(options.rules)
    ]
    if options.format == "json":
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return 0
    for row in rows:
        head = f"{row['code']}  {row['name']:<20} {row['severity']:<9}"
        print(head + str(row["title"]))
    return 0


def _explain(options: argparse.Namespace) -> int:
    folder = next((each for each in every_rule(options.rules) if each.rule.code == options.code.upper()), None)
    if folder is None:
        raise SourceError(f"no rule is called {options.code}; see `ironrules rules`")
    page = render_page(folder, options.lang)
    print(page if options.format == "markdown" else terminal_page(page, colour=is_coloured(sys.stdout)), end="")
    return 0


def _docs(options: argparse.Namespace) -> int:
    for path, content in pages(load_rules()).items():
        file = options.directory / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content, encoding="utf-8")
    return 0
