"""Modules: which directory an import path stands for, and the other way round.

Understands go.mod (module, replace with a local path), go.work (use, replace), nested modules, `vendor/` of any
directory above, and the standard library's own tree (module `std`, whose packages have no prefix).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

_TOKENS: Final = re.compile(r'//[^\n]*|"(?:\\.|[^"\\\n])*"|`[^`]*`|[()]|=>|[^\s()"`]+|\n')
_VERSION: Final = re.compile(r"(\d{1,3})\.(\d{1,3})")


class Source(Protocol):
    """Where files come from. Paths are relative and separated by "/"."""

    def paths(self) -> Iterable[str]:
        """Paths of all .go, go.mod, go.work and vendor/modules.txt files; cheap, no content is read."""

    def read(self, path: str) -> bytes:
        """The content of one of them; raises KeyError or OSError where it cannot be had."""


@dataclass(frozen=True, slots=True)
class Module:
    """A go.mod: where it lies, what it is called, which module paths it replaces with which directories.

    `go` is the version of the language that it asks for, such as (1, 21); None where it does not say.
    """

    directory: str
    path: str
    replaced: tuple[tuple[str, str], ...] = ()
    go: tuple[int, int] | None = None


class Workspace:
    """All modules of a source."""

    def __init__(self, source: Source) -> None:
        paths = sorted(source.paths())
        self.directories: Final = frozenset(posixpath.dirname(path) for path in paths if path.endswith(".go"))
        self._vendors: Final = frozenset(
            directory[: directory.rindex("vendor/") + 6]
            for directory in self.directories
            if "/vendor/" in f"/{directory}"
        )
        modules: list[Module] = []
        self._used: set[str] = set()
        self._replaced: list[tuple[str, str]] = []
        for path in paths:
            name = posixpath.basename(path)
            if name == "go.mod":
                modules.append(_module(posixpath.dirname(path), _content(source, path)))
            elif name == "go.work":
                self._read_work(posixpath.dirname(path), _content(source, path))
        self.modules: Final = tuple(modules)
        self._is_from_before_modules: Final = all("/vendor/" in f"/{module.directory}" for module in modules)
        self._by_directory: Final = {module.directory: module for module in modules}
        self._resolved: Final[dict[tuple[str, str], str | None]] = {}

    def module_of(self, directory: str) -> Module | None:
        """The module that a directory belongs to: the nearest go.mod at or above it."""
        for above in _ancestors(directory):
            if (module := self._by_directory.get(above)) is not None:
                return module
        return None

    def import_path(self, directory: str) -> str:
        """What the package in a directory is imported as; the directory itself where no go.mod is above it."""
        marker = f"/{directory}".rfind("/vendor/")
        if marker >= 0:
            return directory[marker + len("vendor/") :]
        module = self.module_of(directory)
        if module is None:
            return directory
        inside = directory.removeprefix(module.directory).strip("/")
        return _join("" if module.path == "std" else module.path, inside)

    def resolve(self, import_path: str, from_directory: str) -> str | None:
        """The directory with the package, or None where the source does not hold it.

        In this order: the importer's own module, `vendor/` of the directories above, replacements, other modules of
        the source (those that go.work uses first, then by directory).
        """
        module = self.module_of(from_directory)
        key = (import_path, from_directory)
        if key not in self._resolved:
            candidates = self._candidates(import_path, from_directory, module)
            self._resolved[key] = next((each for each in candidates if each in self.directories), None)
        return self._resolved[key]

    def _candidates(self, import_path: str, from_directory: str, own: Module | None) -> Iterator[str]:
        if own is not None:
            yield from self._inside(own, import_path)
        for above in _ancestors(from_directory):
            if (vendor := _join(above, "vendor")) in self._vendors:
                yield f"{vendor}/{import_path}"
        for path, directory in [*(own.replaced if own else ()), *self._replaced]:
            if (rest := _below(path, import_path)) is not None:
                yield _join(directory, rest)
        for module in sorted(self.modules, key=lambda each: (each.directory not in self._used, each.directory)):
            yield from self._inside(module, import_path)
        if self._is_from_before_modules:
            yield from directories_below_gopath(import_path)

    def _inside(self, module: Module, import_path: str) -> Iterator[str]:
        rest = import_path if module.path == "std" else _below(module.path, import_path)
        if rest is not None and self.module_of(directory := _join(module.directory, rest)) is module:
            yield directory

    def _read_work(self, directory: str, content: str) -> None:
        for words in _directives(content):
            if words[0] == "use" and len(words) == 2:
                self._used.add(_relative(directory, words[1]))
            elif words[0] == "replace":
                self._replaced.extend(_replacement(directory, words))


def directories_below_gopath(import_path: str) -> tuple[str, ...]:
    """Where a package may lie in a repository from before modules, which was host/owner/name or host/name."""
    host, *inside = import_path.split("/")
    return tuple("/".join(inside[count:]) for count in (2, 1) if "." in host and len(inside) > count)


def _content(source: Source, path: str) -> str:
    return source.read(path).decode("utf-8", "replace")


def _module(directory: str, content: str) -> Module:
    path = ""
    replaced: list[tuple[str, str]] = []
    go: tuple[int, int] | None = None
    for words in _directives(content):
        if words[0] == "module" and len(words) == 2:
            path = words[1]
        elif words[0] == "go" and (version := _VERSION.match(words[-1])) is not None:
            go = (int(version[1]), int(version[2]))
        elif words[0] == "replace":
            replaced.extend(_replacement(directory, words))
    return Module(directory, path, tuple(replaced), go)


def _replacement(directory: str, words: list[str]) -> Iterator[tuple[str, str]]:
    """`replace path [version] => ./local`; a replacement by another module is not at hand."""
    if "=>" in words[1:-1] and words[-1].startswith((".", "/")):
        yield words[1], _relative(directory, words[-1])


def _directives(content: str) -> Iterator[list[str]]:
    """The lines of a go.mod or go.work as words; a group comes as `verb a` and `verb b`."""
    verb: list[str] = []
    words: list[str] = []
    for word in [*_TOKENS.findall(content), "\n"]:
        if word.startswith("//"):
            continue
        if word == "(":
            verb, words = words, []
        elif word in {"\n", ")"}:
            if words:
                yield verb + words
            words = []
            if word == ")":
                verb = []
        else:
            words.append(word.strip('"`'))


def _ancestors(directory: str) -> Iterator[str]:
    """The directory, the one above, and so on to the root, which is ""."""
    while directory:
        yield directory
        directory = posixpath.dirname(directory)
    yield ""


def _below(prefix: str, path: str) -> str | None:
    """The rest of a path at or below a prefix, "" at it, None elsewhere."""
    if path == prefix:
        return ""
    return path[len(prefix) + 1 :] if prefix and path.startswith(f"{prefix}/") else None


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


def _relative(directory: str, path: str) -> str:
    joined = posixpath.normpath(posixpath.join(directory, path))
    return "" if joined == "." else joined
