"""What a report depends on: the files that can be read, what is asked of them, and the analyser that answers."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

from scanners.knowledge.tables import Additions
from scanners.model import Profile
from scanners.reading import Selection
from scanners.rule import RuleFolder
from scanners.source import Source

_ANALYSER: Final = Path(__file__).parent.parent
_PARSER: Final = ("tree-sitter", "tree-sitter-go")
_CODE: Final = (".py", ".toml", ".txt")  # .txt describes the standard library


@dataclass(frozen=True)
class Question:
    """A scan that is asked for."""

    source: Source
    profile: Profile
    selection: Selection
    rules: Sequence[RuleFolder]
    additions: Additions

    @property
    def can_be_recognised(self) -> bool:
        """Whether its answer depends on what we can name: a team's own rules may read what they like."""
        return all(_ANALYSER in folder.directory.parents for folder in self.rules)

    def digest(self) -> str:
        """The same for two questions that have the same answer; not for all of those."""
        whole = hashlib.sha256(_of_analyser())
        for part in (*self._asked(), *self._files()):
            whole.update(part.encode("utf-8", "surrogateescape") + b"\0")
        return whole.hexdigest()

    def _asked(self) -> Iterator[str]:
        asked = asdict(self.selection)
        asked["only"] = None if self.selection.only is None else sorted(self.selection.only)
        yield json.dumps([self.profile, asked, self.additions.rows], sort_keys=True, default=dict)
        for folder in self.rules:
            yield json.dumps([folder.rule.code, folder.rule.iron, folder.rule.pragmatic])

    def _files(self) -> Iterator[str]:
        """Every path; and the content of those that are read, which test files are only on demand."""
        read = [path for path in self.source.paths() if self.selection.tests or not path.endswith("_test.go")]
        yield json.dumps(sorted(set(self.source.paths()).difference(read)))
        for path, digest in self.source.digests(read):
            yield f"{digest} {path}"
        for refusal in self.source.refused():
            yield json.dumps([refusal.path, asdict(refusal.message)])


@cache
def _of_analyser() -> bytes:
    """The digest of the analyser's own code and tables, and of what it parses with."""
    whole = hashlib.sha256(repr((sys.version, [version(name) for name in _PARSER])).encode())
    for file in sorted(_code(_ANALYSER)):
        content = file.read_bytes()
        whole.update(f"{file.relative_to(_ANALYSER).as_posix()} {len(content)}\n".encode() + content)
    return whole.digest()


def _code(directory: Path) -> Iterable[Path]:
    for folder, folders, names in os.walk(directory):
        folders[:] = [name for name in folders if name not in {"__pycache__", "testdata"}]
        yield from (Path(folder) / name for name in names if name.endswith(_CODE))
