"""`python -m trail FILE --key KEY`: whether an exported trail is genuine. Exit status: 0 it is, 1 not, 2 unreadable."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from trail.export import Malformed, read
from trail.signing import PublicKey
from trail.verification import verify


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="ironrules verify", description=(__doc__ or "").partition(":")[2].strip())
    parser.add_argument("file", type=Path, metavar="FILE", help="the exported trail")
    parser.add_argument("--key", action="append", required=True, metavar="KEY", help="a public key, or a file with one")
    options = parser.parse_args(arguments)
    try:
        keys = [_key(text) for text in options.key]
        events, end = read(options.file.read_bytes())
    except (OSError, Malformed) as error:
        reason = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) else f"{options.file}: {error}"
        print(f"ironrules: {reason}", file=sys.stderr)
        return 2
    faults = list(verify(events, end, keys))
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{options.file}: genuine, events {end['first']} to {end['last']}")
    return int(bool(faults))


def _key(text: str) -> PublicKey:
    """The key that is written in the argument, or in the file that it names."""
    path = Path(text)
    try:
        return PublicKey.parse(path.read_text(encoding="utf-8") if path.is_file() else text)
    except ValueError as error:
        raise Malformed(f"--key {text}: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
