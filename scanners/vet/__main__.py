"""The protocol that the go command speaks with a vet tool: `-V=full`, `-flags`, and `unit.cfg` for each package."""

from __future__ import annotations

import json
import sys

from scanners.vet.unit import BrokenUnit, Unit, read_unit

TYPE_CHECKING = False  # as in scanners/__init__.py
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Final

FLAGS: Final = {
    "json": "write findings as JSON",
    "profile": "which verdicts count: iron or pragmatic",
    "lang": "language of the messages: en or zh-hans",
    "select": "only these rules: IR204,IR3",
    "ignore": "not these rules",
    "tests": "report on _test.go files too",
}
_SWITCHES: Final = frozenset({"json", "tests"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Answer the go command; returns the exit status: 0, or 1 for findings and for what could not be done."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if "-V=full" in given:
        from scanners.vet.identity import identity  # noqa: PLC0415 - asked once, not for each package

        print(identity())
        return 0
    if "-flags" in given:
        print(json.dumps([{"Name": name, "Bool": name in _SWITCHES, "Usage": usage} for name, usage in FLAGS.items()]))
        return 0
    try:
        flags, file = _parsed(given)
        unit = read_unit(file)
        status = _answer(unit, flags)
        unit.write_facts()
    except (BrokenUnit, OSError) as error:
        print(f"ironrules-vet: {error}", file=sys.stderr)
        return 1
    return status


def _parsed(given: Sequence[str]) -> tuple[dict[str, str], str]:
    """The flags, written `-name=value`, and the unit.cfg."""
    flags: dict[str, str] = {}
    files = []
    for each in given:
        if each.startswith("-"):
            name, _, value = each.lstrip("-").partition("=")
            if name not in FLAGS:
                raise BrokenUnit(f"unknown flag {each}")
            flags[name] = value or "true"
        else:
            files.append(each)
    if len(files) != 1 or not files[0].endswith(".cfg"):
        raise BrokenUnit("is run by the go command: go vet -vettool=$(which ironrules-vet) ./...")
    return {name: value for name, value in flags.items() if value != "false"}, files[0]


def _answer(unit: Unit, flags: dict[str, str]) -> int:
    if unit.facts_only or not unit.may_matter(tests="tests" in flags):
        if "json" in flags and not unit.facts_only:
            unit.write("{}\n")
        return 0
    from scanners.vet.analysis import analyse  # noqa: PLC0415 - imports the parser

    return analyse(unit, flags)


if __name__ == "__main__":
    sys.exit(main())
