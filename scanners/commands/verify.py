"""`ironrules verify FILE --key KEY`: whether an exported audit trail is genuine."""

from __future__ import annotations

import argparse
from pathlib import Path

from scanners import SourceError
from scanners.commands.options import Commands


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    command = commands.add_parser("verify", help="check an exported audit trail, offline")
    command.set_defaults(command=_verify)
    command.add_argument("file", type=Path, metavar="FILE", help="the exported trail")
    command.add_argument(
        "--key", action="append", required=True, metavar="KEY", help="a public key, or a file with one"
    )


def _verify(options: argparse.Namespace) -> int:
    try:
        from trail import Malformed, PublicKey, read, verify  # noqa: PLC0415 - needs what the analyser does without
    except ImportError as error:
        raise SourceError(f"{error.name} is not installed; install ironrules[verify]") from error
    try:
        keys = [PublicKey.parse(_text(key)) for key in options.key]
    except ValueError as error:
        raise SourceError(f"--key {error}") from error
    try:
        events, end = read(options.file.read_bytes())
    except Malformed as error:
        raise SourceError(f"{options.file}: {error}") from error
    faults = list(verify(events, end, keys))
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{options.file}: genuine, events {end['first']} to {end['last']}")
    return int(bool(faults))


def _text(key: str) -> str:
    """The text of a key: what is given, or the content of the file that it names."""
    return Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
