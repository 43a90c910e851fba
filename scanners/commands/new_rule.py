"""`ironrules new-rule CODE NAME`: a folder that keeps every rule of rule folders and lacks only its logic."""

from __future__ import annotations

import argparse
from pathlib import Path
from string import Template
from typing import Final

from scanners import SourceError
from scanners.commands.options import Commands
from scanners.rule import CODE, NAME

_TEMPLATES: Final = Path(__file__).parent / "new_rule_templates"


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    command = commands.add_parser("new-rule", help="make the folder of a new rule")
    command.set_defaults(command=run)
    command.add_argument("code", metavar="CODE", help="IR211; a team's own rules have other letters: PAY001")
    command.add_argument("name", metavar="NAME", help="some-words: they read well in a suppression")
    command.add_argument(
        "--directory", type=Path, default=Path(__file__).parents[1] / "rules", help="where the rule folders are"
    )


def run(options: argparse.Namespace) -> int:
    """Write the folder, and say what is to be done."""
    code, name = options.code.upper(), options.name.lower()
    if not CODE.fullmatch(code) or not NAME.fullmatch(name):
        raise SourceError(f"{code} {name}: a rule is called like this: IR211 some-words")
    if not options.directory.is_dir():
        raise SourceError(f"{options.directory}: is no directory")
    if any(each.name.startswith(f"{code.lower()}_") for each in options.directory.iterdir()):
        raise SourceError(f"{code}: is taken in {options.directory}")
    folder = options.directory / f"{code.lower()}_{name.replace('-', '_')}"
    folder.mkdir()
    for template in sorted(_TEMPLATES.glob("*.txt")):
        written = Template(template.read_text(encoding="utf-8")).substitute(code=code, name=name)
        (folder / template.name.removesuffix(".txt")).write_text(written, encoding="utf-8")
    print(f"{folder}: say in rule.py what breaks the rule; then bad.go passes its test.")
    return 0
