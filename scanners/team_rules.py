"""A team's own rules: folders like those of scanners/rules, in a package that is installed or in a directory.

An installed package names itself in the entry point group `ironrules.rules`; a directory is named with `--rules`. Rules
are code that runs, so neither is ever taken from the repository that is scanned.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Final

from scanners.rule import BrokenRule, RuleFolder, load_rules

GROUP: Final = "ironrules.rules"


def every_rule(directories: Iterable[Path] = ()) -> tuple[RuleFolder, ...]:
    """The analyser's rules, those that are installed, and those in the directories. Raises BrokenRule."""
    own = importlib.import_module("scanners.rules")
    return load_rules(own, *_installed(), *map(_in_directory, directories))


def _installed() -> Iterator[ModuleType]:
    for point in entry_points(group=GROUP):
        try:
            package = point.load()
        except Exception as error:
            raise BrokenRule(f"{point.value}: cannot be imported: {type(error).__name__}: {error}") from error
        if not isinstance(package, ModuleType) or not hasattr(package, "__path__"):
            raise BrokenRule(f"{point.value}: the entry point {point.name} of {GROUP} must name a package")
        yield package


def _in_directory(directory: Path) -> ModuleType:
    """A package whose modules are the folders in the directory; its name is that directory's alone."""
    if not directory.is_dir():
        raise BrokenRule(f"{directory}: is no directory")
    path = str(directory.resolve())
    package = ModuleType(f"ironrules_rules_{hashlib.sha256(os.fsencode(path)).hexdigest()[:12]}")
    package.__path__ = [path]
    sys.modules[package.__name__] = package
    return package
