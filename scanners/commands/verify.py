"""`ironrules verify FILE --key KEY`: whether an exported audit trail, or a file of a report, is genuine."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from scanners import SourceError
from scanners.commands.options import Commands

if TYPE_CHECKING:
    from trail import PublicKey


def add(commands: Commands) -> None:
    """Add the command to the command line."""
    command = commands.add_parser("verify", help="check an exported audit trail or report, offline")
    command.set_defaults(command=_verify)
    command.add_argument("file", type=Path, metavar="FILE", help="the exported trail, or a file of a report")
    command.add_argument(
        "--key", action="append", required=True, metavar="KEY", help="a public key, or a file with one"
    )
    command.add_argument(
        "--signature",
        type=Path,
        metavar="FILE",
        help="the signature of a report; default: the .sig.json beside it, of the same name",
    )
    command.add_argument(
        "--checkpoint", type=Path, metavar="FILE", help="a checkpoint that was kept elsewhere, to hold a trail against"
    )


def _verify(options: argparse.Namespace) -> int:
    try:
        import trail  # noqa: PLC0415 - needs what the analyser does without
    except ImportError as error:
        raise SourceError(f"{error.name} is not installed; install ironrules[verify]") from error
    try:
        keys = [trail.PublicKey.parse(_text(key)) for key in options.key]
    except ValueError as error:
        raise SourceError(f"--key {error}") from error
    beside = options.file.with_suffix(".sig.json")
    signature = options.signature or (beside if beside.is_file() else None)
    try:
        if signature is not None:
            faults, genuine = _report(options.file, signature, keys)
        else:
            faults, genuine = _trail(options.file, options.checkpoint, keys)
    except trail.Malformed as error:
        raise SourceError(f"{options.file}: {error}") from error
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{options.file}: genuine, {genuine}")
    return int(bool(faults))


def _report(file: Path, signature: Path, keys: list[PublicKey]) -> tuple[list[str], str]:
    """The faults of a file of a report, and what it is."""
    from trail import digest_file, read_manifest, verify_file  # noqa: PLC0415 - as above

    manifest = read_manifest(signature.read_bytes())
    with file.open("rb") as opened:
        digests = digest_file(file.name, opened)
    return list(verify_file(digests, manifest, keys)), f"signed at {manifest.get('at')}"


def _trail(file: Path, checkpoint: Path | None, keys: list[PublicKey]) -> tuple[list[str], str]:
    """The faults of a trail, and what it holds."""
    from trail import read, read_checkpoint, verify, verify_checkpoint  # noqa: PLC0415 - as above

    events, end = read(file.read_bytes())
    faults = [str(fault) for fault in verify(events, end, keys)]
    if checkpoint is not None:
        faults += verify_checkpoint(events, end, read_checkpoint(checkpoint.read_bytes()), keys)
    return faults, f"events {end['first']} to {end['last']}"


def _text(key: str) -> str:
    """The text of a key: what is given, or the content of the file that it names."""
    return Path(key).read_text(encoding="utf-8") if Path(key).is_file() else key
