"""Packages: the files of a directory and what they declare at package level.

Files are read when a name in them is asked for: a file that does not contain the word cannot declare it; and of a file
that holds no pool only the sections are parsed that the question is about (sections.py).
All variants under build tags are kept; the one that builds on linux/amd64 comes first, the others are its
`alternatives`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from scanners.golang.constraints import builds_by_default
from scanners.golang.declarations import Declaration, Declarations, constant_specs, receiver_base, receiver_type
from scanners.golang.headers import header
from scanners.golang.syntax import Node, SourceFile, parse, parse_lazily

__all__ = ["Declaration", "Package", "constant_specs", "receiver_base", "receiver_type"]

# Where a declaration can name something: behind its keyword, or first in a line of a group; `a, b` come as one match.
_NAMES: Final = rb"([\w\x80-\xff]++(?:\s*+,\s*+[\w\x80-\xff]++)*+)"
_DECLARED: Final = rb"[ \t]*+(?:(?:func|type|var|const)\b[\s(]*+" + _NAMES + rb"|" + _NAMES + rb"(?!\(|[ \t]*[.:]))"
# What a declaration follows. Patterns that begin with a literal are searched three times as fast as one with a choice.
_DECLARATIONS: Final = tuple(re.compile(before + _DECLARED) for before in (rb"\A", rb"\n", rb";", rb"\*/"))
_COMMA: Final = re.compile(rb"\s*+,\s*+")
# A name and its parameters, or a comment, stand behind a receiver and not behind the parameters of a literal.
_RECEIVER: Final = re.compile(rb"func\s*+\(([^)]*+)\)\s*+(?:[\w\x80-\xff]++\s*+[(\[]|/[/*])")
_WORD: Final = re.compile(rb"[\w\x80-\xff]++")


class Package:
    """The files of one directory that have one package clause, under all build tags.

    `is_knowledge` packages hold declarations only: no bodies, no unexported names beyond those that exported ones need.
    """

    def __init__(
        self, import_path: str, directory: str, name: str, unparsed: Mapping[str, bytes], *, is_knowledge: bool = False
    ) -> None:
        self.import_path: Final = import_path
        self.directory: Final = directory
        self.name: Final = name
        self.is_knowledge: Final = is_knowledge
        self._files: Final = [_LazyFile(path, unparsed[path], self) for path in sorted(unparsed)]
        self._files.sort(key=lambda each: not each.builds_by_default)
        self._by_path: Final = {each.path: each for each in self._files}
        self._found: Final[dict[str, Declaration | None]] = {}
        self._variants: Final[dict[tuple[str, str], tuple[Declaration, ...]]] = {}
        self._method_names: Final[dict[str, Methods]] = {}
        self._methods_from: Final[dict[tuple[str, str], Methods]] = {}
        self.declarations: Final[Mapping[str, Declaration]] = _PackageScope(self)

    def __repr__(self) -> str:
        return f"Package({self.import_path!r})"

    @property
    def shown(self) -> str:
        """What messages call it: by its path, or where no module gives it one by its name."""
        return self.import_path or self.name

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of the files, those first that build on linux/amd64; nothing is parsed."""
        return tuple(each.path for each in self._files)

    @cached_property
    def files(self) -> tuple[SourceFile, ...]:
        """Every file."""
        return tuple(each.parsed() for each in self._files)

    def file(self, path: str, *, whole: bool = False) -> SourceFile:
        """One file; `whole` parses all of it if nothing has been parsed. Raises KeyError where it is not here."""
        return self._by_path[path].parsed(whole=whole)

    def declaration(self, name: str, preferred: SourceFile | None = None) -> Declaration | None:
        """What a name means at package level; of several variants the one that is built together with `preferred`."""
        if name not in self._found:
            self._found[name] = next(self._declared("", name), None)
        found = self._found[name]
        return self._built_like(preferred, found) if preferred is not None else found

    def alternatives(self, first: Declaration) -> tuple[Declaration, ...]:
        """The further declarations of a name, under other build tags; () for one that is not the first."""
        key = (first.receiver or "", first.name)
        if key not in self._variants:
            self._variants[key] = tuple(self._declared(*key))
        several = self._variants[key]
        return several[1:] if several and several[0] is first else ()

    def methods(self, type_name: str, preferred: SourceFile | None = None) -> Methods:
        """The methods that are declared on a type or on a pointer to it; for variants see `declaration`."""
        if preferred is None:
            return self._methods(type_name)
        key = (type_name, preferred.path)
        if key not in self._methods_from:
            self._methods_from[key] = self._methods_built_with(preferred, type_name)
        return self._methods_from[key]

    def builds_by_default(self, path: str) -> bool:
        """Whether one of its files is built on linux/amd64."""
        return self._by_path[path].builds_by_default

    def _methods(self, type_name: str) -> Methods:
        if type_name not in self._method_names:
            files = self._with_methods.get(type_name.encode(), ())
            names = (name for file in files for name in file.declared.methods(type_name))
            self._method_names[type_name] = Methods(names, lambda name: next(self._declared(type_name, name), None))
        return self._method_names[type_name]

    def _methods_built_with(self, preferred: SourceFile, type_name: str) -> Methods:
        usual = self._methods(type_name)
        found = Methods(usual.names, lambda name: self._built_like(preferred, usual.get(name)))
        type_ = self.declaration(type_name)
        if type_ is None or not self._has_variants(type_):
            return found
        by_default = {file.path: file.builds_by_default for file in self._files}
        built = by_default.get(preferred.path)
        alike = {each.name: each for each in found if by_default[each.file.path] == built}
        return Methods(alike, alike.get)

    def _built_like(self, preferred: SourceFile, found: Declaration | None) -> Declaration | None:
        """Of several variants the one in the file itself, else one with the same constraint, else the first.

        Only files that can be the answer are parsed: there may be dozens of others.
        """
        if found is None or found.file is preferred:
            return found
        key = (found.receiver or "", found.name)
        wanted = self._by_path.get(preferred.path)
        if wanted is None:
            return found
        holding = self._holding(*key)
        alike = (each for each in holding if each.built_when == wanted.built_when)
        first = (wanted,) if wanted in holding else ()
        return next((several[0] for each in (*first, *alike) if (several := each.declared.get(*key))), found)

    def _has_variants(self, found: Declaration) -> bool:
        """Whether a second file declares the name too."""
        several = self._declared(found.receiver or "", found.name)
        return next(several, None) is not None and next(several, None) is not None

    def _holding(self, receiver: str, name: str) -> Sequence[_LazyFile]:
        """The files that can declare a name, or methods of its receiver; told from the text, before parsing."""
        words, word = (self._with_methods, receiver) if receiver else (self._declaring, name)
        return words.get(word.encode(), ())

    def _declared(self, receiver: str, name: str) -> Iterator[Declaration]:
        """Every declaration of a name, those first that build on linux/amd64; parses file by file."""
        for file in self._holding(receiver, name):
            yield from file.declared.get(receiver, name)

    def may_redeclare(self, name: str) -> bool:
        """Whether a predeclared name may be declared here; told from the text, because every file contains `int`."""
        return name.encode() in self._declaring

    @cached_property
    def _declaring(self) -> Mapping[bytes, Sequence[_LazyFile]]:
        return _by_word((file, file.may_declare()) for file in self._files)

    @cached_property
    def _with_methods(self) -> Mapping[bytes, Sequence[_LazyFile]]:
        return _by_word((file, file.in_receivers()) for file in self._files)

    def declared_by(self, file: SourceFile, node: Node, name: str) -> Declaration | None:
        """The declaration of a name that a node of one file makes; functions called init or _ and variants included."""
        around = self._by_path[file.path].declared.around(node) if file.path in self._by_path else ()
        return next((made for made in around if made.name == name and made.node.id == node.id), None)

    def variables(self) -> Iterator[Declaration]:
        """The variables at package level, in the order of the files, the variants of each together."""
        names = dict.fromkeys(name for file in self._files for name in file.declared.variables())
        for name in names:
            first = self.declaration(name)
            for variant in (first, *first.alternatives) if first is not None else ():
                if variant.kind == "var":
                    yield variant

    def all_names(self) -> Iterator[str]:
        """Every name declared at package level, in the order of the files; parses all of them."""
        seen: set[str] = set()
        for file in self._files:
            for receiver, name in file.declared.names():
                # Broken code declares names in stranger places, where a look-up would not find them.
                if receiver or name in seen or name in {"_", "init"}:
                    continue
                if file in self._holding("", name) and self.declaration(name) is not None:
                    seen.add(name)
                    yield name


class _LazyFile:
    """A file of a package that is parsed when it is needed."""

    def __init__(self, path: str, source: bytes, package: Package) -> None:
        self.path: Final = path
        self.source: Final = source
        self.package: Final = package
        self.constraint: Final = header(source).constraint
        self.builds_by_default: Final = builds_by_default(path, self.constraint)
        self._parsed: SourceFile | None = None

    @property
    def built_when(self) -> tuple[bool, str]:
        """Whether the file is built on linux/amd64, and its constraint."""
        return self.builds_by_default, self.constraint

    def may_declare(self) -> frozenset[bytes]:
        """The words that stand where a declaration names something, among others."""
        lists = {after or first for pattern in _DECLARATIONS for after, first in pattern.findall(self.source)}
        several = {names for names in lists if b"," in names}
        return frozenset((lists - several).union(*map(_COMMA.split, several)))

    def in_receivers(self) -> frozenset[bytes]:
        """The words that stand in receivers, among others."""
        return frozenset(word for inside in _RECEIVER.findall(self.source) for word in _WORD.findall(inside))

    def parsed(self, *, whole: bool = False) -> SourceFile:
        """The file, of which each section is parsed when it is asked for, unless it is wanted as a whole first."""
        if self._parsed is None:
            self._parsed = parse(self.path, self.source) if whole else parse_lazily(self.path, self.source)
        return self._parsed

    @cached_property
    def declared(self) -> Declarations:
        return Declarations(self.parsed(), self.package)


def _by_word(words: Iterable[tuple[_LazyFile, Iterable[bytes]]]) -> Mapping[bytes, Sequence[_LazyFile]]:
    """For each word the files that hold it."""
    found: dict[bytes, list[_LazyFile]] = {}
    for file, in_file in words:
        for word in in_file:
            found.setdefault(word, []).append(file)
    return found


class Methods:
    """The methods of a type; the declaration of each is looked up when it is asked for."""

    def __init__(self, names: Iterable[str], declaration: Callable[[str], Declaration | None]) -> None:
        self.names: Final = dict.fromkeys(names)
        self._declaration: Final = declaration
        self._found: Final[dict[str, Declaration | None]] = {}

    def get(self, name: str) -> Declaration | None:
        """The declaration of a method; None where there is none, or where broken code only looks like one."""
        if name not in self._found:
            self._found[name] = self._declaration(name) if name in self.names else None
        return self._found[name]

    def __iter__(self) -> Iterator[Declaration]:
        return (found for name in self.names if (found := self.get(name)) is not None)


NO_METHODS: Final = Methods((), lambda _name: None)


class _PackageScope(Mapping[str, Declaration]):
    """The package scope as a mapping; a look-up parses only files that contain the name."""

    def __init__(self, package: Package) -> None:
        self._package: Final = package

    def __getitem__(self, name: str) -> Declaration:
        found = self._package.declaration(name)
        if found is None:
            raise KeyError(name)
        return found

    def __iter__(self) -> Iterator[str]:
        return self._package.all_names()

    def __len__(self) -> int:
        return sum(1 for _ in self)
