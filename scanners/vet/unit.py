"""One package as the go command hands it over, and what is known of it before anything is parsed.

What a package makes known to those that import it (its *facts*, in the file that the go command keeps and hands on) are
its files, and the names under which others reach its pools. Imports nothing that takes long to import.
"""

from __future__ import annotations

import json
import os
import re
import sys

from scanners.triggers import may_borrow, may_hold_free_list, may_hold_pool, may_suppress

TYPE_CHECKING = False  # as in scanners/__init__.py
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

CONFIGURATION: Final = ".ironrules.toml"
_KNOWLEDGE: Final = os.path.join(os.path.dirname(os.path.dirname(__file__)), "knowledge")
_MAJOR: Final = r"/v\d+(?=/|$)"


class BrokenUnit(Exception):  # noqa: N818 - names the thing
    """The go command's file cannot be understood, or the tool was run by somebody else."""


class Facts:
    """What is known of a package of the module: `files` below the module's root, and names that reach its pools."""

    __slots__ = ("files", "holds_pool", "names")

    def __init__(self, files: tuple[str, ...], holds_pool: bool, names: tuple[str, ...]) -> None:
        self.files, self.holds_pool, self.names = files, holds_pool, names


class Unit:
    """A package of the main module, or one that it depends on; `facts_only` asks for no findings."""

    def __init__(self, values: dict[str, Any]) -> None:
        module = values.get("Module") or {}
        self.id: Final[str] = values["ID"]
        self.import_path: Final[str] = values["ImportPath"]
        self.directory: Final[str] = values["Dir"]
        self.root: Final[str] = module.get("Dir") or _root_of_standard_library(values["Dir"], values["ImportPath"])
        self.files: Final[tuple[str, ...]] = tuple(values["GoFiles"])
        self.facts_only: Final[bool] = values.get("VetxOnly", False)
        self._is_standard: Final[bool] = not module
        self._is_main: Final[bool] = bool(module.get("Main")) or not module
        self._imports: Final[frozenset[str]] = frozenset(values.get("ImportMap") or ())
        self._standard: Final[frozenset[str]] = frozenset(values.get("Standard") or ())
        self._facts_files: Final[dict[str, str]] = values.get("PackageVetx") or {}
        self._facts_output: Final[str] = values.get("VetxOutput", "")
        self._output: Final[str] = values.get("Stdout", "")
        self.names: tuple[str, ...] = ()
        self._contents: dict[str, bytes] | None = None
        self._known: dict[str, Facts] | None = None

    @property
    def contents(self) -> dict[str, bytes]:
        """The files by path below the module's root; those that were generated elsewhere (cgo) are left out."""
        if self._contents is None:
            self._contents = {}
            for path in self._paths():
                with open(os.path.join(self.root, path), "rb") as stream:
                    self._contents[path] = stream.read()
        return self._contents

    def _paths(self) -> tuple[str, ...]:
        paths = (os.path.relpath(file, self.root).replace(os.sep, "/") for file in self.files)
        return tuple(path for path in paths if not path.startswith("../"))

    def known(self) -> dict[str, Facts]:
        """The facts of the packages of the module that this one reaches, by import path."""
        if self._known is None:
            self._known = {}
            for import_path, file in self._facts_files.items():
                if (self._is_standard or import_path not in self._standard) and os.path.isfile(file):
                    with open(file, "rb") as stream:
                        content = stream.read()
                    for path, values in json.loads(content or b"{}").items():
                        self._known[path] = Facts(tuple(values[0]), values[1], tuple(values[2]))
        return self._known

    def may_matter(self, *, tests: bool) -> bool:
        """Whether anything can be found: the package has a trigger word, or uses what reaches a pool elsewhere."""
        contents = [text for path, text in self.contents.items() if tests or not path.endswith("_test.go")]
        asked = (may_hold_pool, may_suppress, may_hold_free_list, may_borrow)
        if any(may(text) for text in contents for may in asked):
            return True
        words = {name for path in self._imports for name in (self.known()[path].names if path in self.known() else ())}
        words |= set(_words_of_interest(self._imports, self.directory))
        if not words:
            return False
        pattern = re.compile(rb"\b(?:" + b"|".join(re.escape(word.encode()) for word in sorted(words)) + rb")\b")
        return any(pattern.search(text) for text in contents)

    def write_facts(self) -> None:
        """Hand on what is known of this package and of those that it imports; of other modules nothing.

        Of a package that nothing was asked about only the files, unread: for the types in them.
        """
        facts: dict[str, list[Any]] = {}
        if self._is_main:
            facts = {path: [known.files, known.holds_pool, known.names] for path, known in self.known().items()}
            if self.facts_only:
                facts[self.import_path] = [self._paths(), False, ()]
            else:
                holds_pool = any(may_hold_pool(text) for text in self.contents.values())
                facts[self.import_path] = [tuple(self.contents), holds_pool, self.names]
        if self._facts_output:
            with open(self._facts_output, "w", encoding="utf-8") as stream:
                json.dump(facts, stream)

    def write(self, text: str) -> None:
        """Write to where the go command reads it: a file that it names, or standard output."""
        if self._output:
            with open(self._output, "w", encoding="utf-8") as stream:
                stream.write(text)
        else:
            sys.stdout.write(text)


def read_unit(file: str) -> Unit:
    """The unit that a `*.cfg` describes. Raises BrokenUnit, or OSError when the file cannot be read."""
    with open(file, "rb") as stream:
        try:
            return Unit(json.load(stream))
        except (ValueError, KeyError, TypeError) as error:
            raise BrokenUnit(f"{file}: is no description of a package: {error}") from error


def configuration_above(directory: str) -> str | None:
    """The nearest directory from this one upwards that has a configuration, no higher than the Git repository."""
    nearest = None
    while True:
        if nearest is None and os.path.isfile(os.path.join(directory, CONFIGURATION)):
            nearest = directory
        if os.path.exists(os.path.join(directory, ".git")):
            return nearest
        above = os.path.dirname(directory)
        if above == directory:
            return None
        directory = above


def _root_of_standard_library(directory: str, import_path: str) -> str:
    """What the go command gives no module for lies in GOROOT/src, or in no module at all."""
    tail = os.sep + import_path.replace("/", os.sep)
    return directory.removesuffix(tail) if directory.endswith(tail) else directory


def _words_of_interest(imports: frozenset[str], directory: str) -> Iterator[str]:
    """Names in the tables of connection pools and of pools by another name, of the packages that are imported."""
    wanted = {re.sub(_MAJOR, "", path) for path in imports}
    configuration = configuration_above(directory)
    tables = [os.path.join(_KNOWLEDGE, name) for name in ("connection_pools.toml", "pool_pairs.toml")]
    tables += [os.path.join(configuration, CONFIGURATION)] if configuration else []
    for table in tables:
        with open(table, encoding="utf-8") as stream:
            text = stream.read()
        if not any(f'"{path}"' in text for path in wanted):
            continue
        import tomllib  # noqa: PLC0415 - most packages need none of it

        for row in _rows(tomllib.loads(text)):
            if re.sub(_MAJOR, "", row["package"]) in wanted:
                for key in ("open", "options", "take", "give", "free", "types"):
                    yield from (name.rpartition(".")[2].lstrip("*") for name in row.get(key, ()))


def _rows(table: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for value in table.values():
        if isinstance(value, list):
            yield from (row for row in value if isinstance(row, dict) and "package" in row)
