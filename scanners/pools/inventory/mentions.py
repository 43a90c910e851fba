"""Files in which a name may occur: those of its package, and for exported names those that import it.

What is selected, a field or a method, may stand in any file of a package that imports it somewhere: `h.pool.Put(b)`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.module import directories_below_gopath
from scanners.golang.syntax import word
from scanners.pools.inventory.declarations import is_exported

if TYPE_CHECKING:
    from scanners.golang.packages import Package
    from scanners.golang.program import Program
    from scanners.golang.syntax import SourceFile
    from scanners.reading import Reading


class Mentions:
    """Searches the bytes of files, so that only those with the name are parsed."""

    def __init__(self, program: Program, reading: Reading) -> None:
        self.program: Final = program
        self.reading: Final = reading
        self._known: Final[dict[tuple[Package, str, bool], tuple[str, ...]]] = {}
        self._selecting: Final[dict[tuple[Package, str], tuple[str, ...]]] = {}
        self._neighbours: Final[dict[Package, tuple[str, ...]]] = {}

    def files(
        self, package: Package, name: str, *, exported: bool | None = None, is_member: bool = False
    ) -> Iterator[SourceFile]:
        """Selected files that hold the name as a word, in the order of the package, then by path.

        `exported` says whether other packages can reach it, where the name alone does not; `is_member` that it is the
        name of a field or a method.
        """
        yield from map(self.program.file, self._holding(package, name, elsewhere=False))
        if is_exported(name) if exported is None else exported:
            yield from map(self.program.file, self._holding(package, name, elsewhere=True))
            if is_member:
                yield from map(self.program.file, self._selected_in(package, name))

    def files_with(self, *texts: bytes) -> Iterator[SourceFile]:
        """The selected files, of any package, that hold each of some texts."""
        for path in sorted(self.reading.selected):
            read = self.program.source.read(path)
            if all(each in read for each in texts) and self.program.package_of(path) is not None:
                yield self.program.file(path)

    def _holding(self, package: Package, name: str, *, elsewhere: bool) -> tuple[str, ...]:
        """The files of a package that hold a name, or those elsewhere that import it: names are asked for again."""
        key = (package, name, elsewhere)
        if key not in self._known:
            own = package.paths
            paths = sorted(set(self._importers(package)).difference(own)) if elsewhere else own
            whole = word(name.encode())
            self._known[key] = tuple(
                path
                for path in paths
                if path in self.reading.selected
                and whole.search(self.program.source.read(path))
                and self.program.package_of(path) is not None
            )
        return self._known[key]

    def _selected_in(self, package: Package, name: str) -> tuple[str, ...]:
        """The files beside those that import a package in which a name is selected."""
        key = (package, name)
        if key not in self._selecting:
            spelt = name.encode()
            selected = re.compile(rb"\.\s*" + re.escape(spelt) + rb"\b")
            texts = ((path, self.program.source.read(path)) for path in self._beside(package))
            self._selecting[key] = tuple(path for path, read in texts if spelt in read and selected.search(read))
        return self._selecting[key]

    def _beside(self, package: Package) -> tuple[str, ...]:
        """The selected files that do not import a package though another of their own package does."""
        if package not in self._neighbours:
            importers = set(self._importers(package))
            packages = {self.program.package_of(path) for path in importers}
            paths = {path for each in packages if each is not None for path in each.paths}
            others = paths.difference(importers, package.paths).intersection(self.reading.selected)
            self._neighbours[package] = tuple(sorted(others))
        return self._neighbours[package]

    def _importers(self, package: Package) -> tuple[str, ...]:
        """The files that import a package."""
        if self.program.workspace.module_of(package.directory) is not None:
            return self.reading.importers.get(package.import_path, ())
        found = (
            path
            for import_path, paths in self.reading.importers.items()
            if import_path == package.import_path or package.directory in directories_below_gopath(import_path)
            for path in paths
        )
        return tuple(dict.fromkeys(found))
