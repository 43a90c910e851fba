"""What several commands understand alike: the parser, the language, the rules that are meant."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path
from typing import Final, NoReturn, TypeAlias

from scanners.model import LANGUAGES
from scanners.rule import RuleFolder
from scanners.source import SourceError

COULD_NOT: Final = 2


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line instead of the whole usage."""

    def error(self, message: str) -> NoReturn:
        """Exit with the status of what could not be done."""
        self.exit(COULD_NOT, f"{self.prog}: {message} (see {self.prog} --help)\n")


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"  # noqa: SLF001 - the type has no other name


def add_language(command: argparse.ArgumentParser) -> None:
    """The option --lang."""
    command.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0], help="language of the messages")


def add_rules(command: argparse.ArgumentParser) -> None:
    """The option --rules."""
    command.add_argument(
        "--rules", type=Path, metavar="DIR", action="append", default=[], help="a directory of rules of your own"
    )


def codes_named(named: str, codes: Collection[str]) -> set[str]:
    """The codes that an option names; a beginning such as IR3 stands for all that begin so."""
    found = set()
    for each in filter(None, named.replace(",", " ").split()):
        hits = {code for code in codes if code.startswith(each.upper())}
        if not hits:
            raise SourceError(f"no rule is called {each}; see `ironrules rules`")
        found |= hits
    return found


def chosen(every: Collection[RuleFolder], select: str, ignore: str) -> list[RuleFolder]:
    """The rules that are selected (all, where none is named) and not ignored."""
    codes = {folder.rule.code for folder in every}
    wanted = codes_named(select, codes) or codes
    return [folder for folder in every if folder.rule.code in wanted - codes_named(ignore, codes)]
