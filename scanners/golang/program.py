"""Programs: the packages of a source by directory and import path, and the standard library as far as it is known."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

from scanners.golang.headers import header
from scanners.golang.module import Source, Workspace
from scanners.golang.packages import Package
from scanners.golang.syntax import SourceFile
from scanners.knowledge import standard_library


class Program:
    """The packages of a source, and of the standard library as far as knowledge of it goes.

    `tests` says whether `_test.go` files belong to their packages.
    """

    def __init__(self, source: Source, *, tests: bool = False) -> None:
        self.source: Final = source
        self.workspace: Final = Workspace(source)
        self._tests: Final = tests
        self._paths: Final = sorted(path for path in source.paths() if path.endswith(".go"))
        self._in_directory: Final[dict[str, tuple[Package, ...]]] = {}
        self._knowledge: Final[dict[str, Package | None]] = {}
        self._package_of: Final[dict[str, Package]] = {}

    @property
    def paths(self) -> tuple[str, ...]:
        """Paths of all Go files of the source, sorted, test files included; nothing is read."""
        return tuple(self._paths)

    def package_in(self, directory: str) -> tuple[Package, ...]:
        """The packages in a directory: one, or more where test packages or build tags make it so."""
        if directory not in self._in_directory:
            self._in_directory[directory] = tuple(self._load(directory))
        return self._in_directory[directory]

    def package_of(self, path: str) -> Package | None:
        """The package that a file belongs to; None for a file that has no package clause or is no part of one."""
        if path not in self._package_of:
            self.package_in(path.rpartition("/")[0])
        return self._package_of.get(path)

    def file(self, path: str, *, whole: bool = False) -> SourceFile:
        """One file of the source; see Package.file. Raises KeyError where no package holds it."""
        package = self.package_of(path)
        if package is None:
            raise KeyError(path)
        return package.file(path, whole=whole)

    def package(self, import_path: str, from_directory: str) -> Package | None:
        """The package that an import means in a file of `from_directory`, or None where it is not at hand."""
        directory = self.workspace.resolve(import_path, from_directory)
        if directory is not None:
            found = [each for each in self.package_in(directory) if not each.name.endswith("_test")]
            importable = [each for each in found if each.name != "main"] or found
            if importable:
                return max(importable, key=lambda each: len(each.paths))
        return self._known(import_path)

    def _known(self, import_path: str) -> Package | None:
        if import_path not in self._knowledge:
            source = standard_library.read(import_path)
            package = None
            if source is not None:
                path = f"{standard_library.PREFIX}{import_path}.go"
                package = Package(import_path, "", header(source).package_name, {path: source}, is_knowledge=True)
                self._package_of[path] = package
            self._knowledge[import_path] = package
        return self._knowledge[import_path]

    def _load(self, directory: str) -> Iterator[Package]:
        prefix = f"{directory}/" if directory else ""
        by_name: dict[str, dict[str, bytes]] = {}
        for path in self._in(prefix):
            if path.endswith("_test.go") and not self._tests:
                continue
            source = self.source.read(path)
            if name := header(source).package_name:
                by_name.setdefault(name, {})[path] = source
        import_path = self.workspace.import_path(directory)
        for name in sorted(by_name):
            package = Package(import_path, directory, name, by_name[name])
            self._package_of.update(dict.fromkeys(by_name[name], package))
            yield package

    def _in(self, prefix: str) -> Iterator[str]:
        """Paths directly in a directory; paths are sorted, so they lie together."""
        for path in self._paths[bisect_right(self._paths, prefix) :]:
            if not path.startswith(prefix):
                return
            if "/" not in path[len(prefix) :]:
                yield path
