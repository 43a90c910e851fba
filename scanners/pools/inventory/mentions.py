"""Files in which a name may occur: those of its package, and for exported names those of packages that import it."""

from __future__ import annotations

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

    def files(self, package: Package, name: str, *, exported: bool | None = None) -> Iterator[SourceFile]:
        """Selected files that hold the name as a word, in the order of the package, then by path.

        `exported` says whether other packages can reach it, where the name alone does not.
        """
        yield from map(self.program.file, self._holding(package, name, elsewhere=False))
        if is_exported(name) if exported is None else exported:
            yield from map(self.program.file, self._holding(package, name, elsewhere=True))

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
