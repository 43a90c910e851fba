"""What the go command caches answers by: the analyser, to the byte, and the configuration that it would read here."""

from __future__ import annotations

import hashlib
from importlib.metadata import entry_points
from pathlib import Path

from scanners import ANALYSER
from scanners.vet.unit import CONFIGURATION, configuration_above


def identity() -> str:
    """The line that `-V=full` asks for."""
    digest = hashlib.sha256()
    package = Path(__file__).parents[1]
    for file in sorted(each for each in package.rglob("*") if each.suffix in {".py", ".toml", ".txt"}):
        digest.update(file.read_bytes())
    for point in entry_points(group="ironrules.rules"):
        digest.update(f"{point.value} {point.dist.version if point.dist else ''}".encode())
    configuration = configuration_above(str(Path.cwd()))
    if configuration is not None:
        digest.update(Path(configuration, CONFIGURATION).read_bytes())
    name, _, version = ANALYSER.partition(" ")
    return f"{name}-vet version {version} {digest.hexdigest()[:32]}"
