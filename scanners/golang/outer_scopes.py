"""What a name means that no function declares: the scopes of a file and its package, and the universe.

See "Declarations and scope" in the specification of Go. An import without a name is known by that of its package, or,
where that is not at hand, by what its path lets expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from scanners.golang.declarations import Declaration
from scanners.golang.objects import Kind, Object
from scanners.golang.packages import Package
from scanners.golang.syntax import CONSTANTS, Import, SourceFile

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_BUILTINS: Final = frozenset(
    ("append", "cap", "clear", "close", "complex", "copy", "delete", "imag", "len", "make", "max", "min", "new",
     "panic", "print", "println", "real", "recover")
)  # fmt: skip
_TYPES: Final = frozenset(
    ("any", "bool", "byte", "comparable", "complex128", "complex64", "error", "float32", "float64", "int", "int16",
     "int32", "int64", "int8", "rune", "string", "uint", "uint16", "uint32", "uint64", "uint8", "uintptr",
     "unsafe.Pointer")
)  # fmt: skip
_UNIVERSE: Final = _BUILTINS | _TYPES | CONSTANTS
_VERSION: Final = re.compile(r"v\d+")


class OuterScopes:
    """Names of a program outside its functions, by file."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._found: Final[dict[tuple[SourceFile, str], Object | None]] = {}
        self._universe: Final[dict[str, Object]] = {}
        self._declared: Final[dict[int, Object]] = {}
        self._imported: Final[dict[tuple[SourceFile, Import], Object]] = {}

    def object_of(self, file: SourceFile, name: str) -> Object | None:
        """What a name means at the level of the package."""
        key = (file, name)
        if key not in self._found:
            self._found[key] = self._find(file, name)
        return self._found[key]

    def object_of_declaration(self, declaration: Declaration) -> Object:
        """The Object of a package-level declaration."""
        key = declaration.identifier.id
        if key not in self._declared:
            kind: Kind = "func" if declaration.kind == "method" else declaration.kind
            self._declared[key] = Object(
                self._resolver,
                kind,
                declaration.name,
                file=declaration.file,
                declaration=declaration.node,
                identifier=declaration.identifier,
                index=declaration.index,
                declared=declaration,
                value_spec=declaration.value_spec,
                iota=declaration.iota,
            )
        return self._declared[key]

    def _find(self, file: SourceFile, name: str) -> Object | None:
        if name == "_":
            return None
        package = self._resolver.program.package_of(file.path)
        explicit = [each for each in file.imports if each.name == name]
        likely = [each for each in file.imports if each.name is None and name in _likely_names(each.path)]
        for each in (*explicit, *likely):
            if each.name is not None or self._is_called(each, file, name):
                return self._package_object(file, each)
        if package is not None and (name not in _UNIVERSE or package.may_redeclare(name)):
            declaration = package.declaration(name, preferred=file)
            if declaration is not None:
                return self.object_of_declaration(declaration)
        if name in _UNIVERSE:
            return self.predeclared(name)
        for each in file.imports:
            if each.name is None and each not in likely and self._is_called(each, file, name):
                return self._package_object(file, each)
        return next(self._dot_imported(file, name), None)

    def _dot_imported(self, file: SourceFile, name: str) -> Iterator[Object]:
        for each in file.imports:
            package = self.imported(file, each) if each.name == "." and name[:1].isupper() else None
            declaration = package.declaration(name) if package else None
            if declaration is not None:
                yield self.object_of_declaration(declaration)

    def imported(self, file: SourceFile, each: Import) -> Package | None:
        """The package that an import brings in, where it is at hand."""
        return self._resolver.program.package(each.path, file.directory)

    def _is_called(self, each: Import, file: SourceFile, name: str) -> bool:
        """Whether an import without a name of its own is known by this one."""
        package = self.imported(file, each)
        return package.name == name if package is not None else name in _likely_names(each.path)

    def _package_object(self, file: SourceFile, each: Import) -> Object:
        key = (file, each)
        if key not in self._imported:
            package = self.imported(file, each)
            name = each.name or (package.name if package else _likely_names(each.path)[0])
            self._imported[key] = Object(self._resolver, "package", name, file=file, import_path=each.path)
        return self._imported[key]

    def predeclared(self, name: str) -> Object:
        """The Object of a name of the universe, or of one that package unsafe declares ("unsafe.Sizeof")."""
        if name not in self._universe:
            kind: Kind = (
                "type" if name in _TYPES else "const" if name in CONSTANTS else "func" if "." in name else "builtin"
            )
            if name.startswith("unsafe.") and name not in _TYPES:
                kind = "builtin"
            self._universe[name] = Object(self._resolver, kind, name)
        return self._universe[name]


@lru_cache(maxsize=4096)
def _likely_names(import_path: str) -> tuple[str, ...]:
    """Names that a package is likely to have by its path: "go-redis/v9" is `redis`, "yaml.v3" is `yaml`."""
    *above, last = import_path.split("/")
    if above and _VERSION.fullmatch(last):
        last = above[-1]
    last = re.sub(r"\.v\d+$", "", last)
    bare = re.sub(r"^go[-.]|[-.]go$", "", last)
    return tuple(dict.fromkeys(each for each in (last, bare, bare.replace("-", ""), bare.replace("-", "_")) if each))
