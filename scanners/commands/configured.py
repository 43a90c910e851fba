"""Where the configuration of a scan is found: what is named, what lies at the root, or above it in the repository."""

from __future__ import annotations

import argparse
from collections.abc import Collection
from pathlib import Path

from scanners.configuration import FILE_NAME, Configuration, parse
from scanners.source import Source, SourceError


def add_configuration(command: argparse.ArgumentParser) -> None:
    """The options --config, --no-config and --stricter-only."""
    which = command.add_mutually_exclusive_group()
    which.add_argument("--config", type=Path, metavar="FILE", help=f"read this file instead of {FILE_NAME}")
    which.add_argument("--no-config", action="store_true", help=f"read no {FILE_NAME}")
    which.add_argument(
        "--stricter-only", action="store_true", help=f"take from {FILE_NAME} only what cannot hide a finding"
    )


def configured(options: argparse.Namespace, source: Source, codes: Collection[str]) -> tuple[Configuration, str]:
    """The configuration, and the way from its directory down to what is scanned: "" or "service/"."""
    if options.config is not None:
        return parse(_text(options.config.read_bytes(), options.config), str(options.config), codes), ""
    if options.no_config:
        return Configuration(), ""
    if FILE_NAME in source.paths():
        text = _text(source.read(FILE_NAME), Path(FILE_NAME))
        return parse(text, FILE_NAME, codes, stricter=options.stricter_only), ""
    directory = None if options.commit is not None else _directory_above(options.path.resolve())
    if directory is None:
        return Configuration(), ""
    file = directory / FILE_NAME
    scanned = options.path.resolve()
    below = (scanned if scanned.is_dir() else scanned.parent).relative_to(directory).as_posix()
    configuration = parse(_text(file.read_bytes(), file), str(file), codes, stricter=options.stricter_only)
    return configuration, "" if below == "." else f"{below}/"


def _directory_above(path: Path) -> Path | None:
    """The nearest directory above that has a configuration, no higher than the root of the Git repository."""
    if (path / ".git").exists():
        return None
    nearest = None
    for directory in path.parents:
        if nearest is None and (directory / FILE_NAME).is_file():
            nearest = directory
        if (directory / ".git").exists():
            return nearest
    return None


def _text(content: bytes, where: Path) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise SourceError(f"{where}: is not UTF-8") from error
