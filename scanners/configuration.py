"""`.ironrules.toml`: what a repository says about its own scan. docs/configuration.md describes it.

An unknown key is an error that names the key and its line: a setting that is misspelt must not be one that is ignored.
"""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, TypeVar

from scanners.knowledge import tables
from scanners.knowledge.tables import NOTHING, Additions
from scanners.model import Finding, Profile, Severity, Verdict
from scanners.rule import RuleFolder
from scanners.source import SourceError
from scanners.toml_lines import line_of

FILE_NAME: Final = ".ironrules.toml"
_INCLUDABLE: Final = ("tests", "testdata", "vendor", "generated")
_T = TypeVar("_T", bound=str)


class BrokenConfiguration(SourceError):  # noqa: N818 - names the thing
    """The configuration cannot be understood; the message names the file, the line and the key."""


@dataclass(frozen=True, slots=True)
class _Rows:
    """What becomes of the lists of a table: rows of a table of knowledge. `forgiving` ones take findings away."""

    table: str
    lists: frozenset[str]
    texts: frozenset[str] = frozenset()
    forgiving: bool = False


# [[resources]] and the like: each is one row of the table that knows the same of public packages.
_ROWS: Final = MappingProxyType(
    {
        "resources": _Rows("resources.toml", frozenset({"types"}), frozenset({"package", "kind"})),
        "dialers": _Rows("dialers.toml", frozenset({"functions", "methods"}), frozenset({"package", "kind"})),
        "pairs": _Rows(
            "pool_pairs.toml", frozenset({"take", "give", "free", "makes", "fields", "methods"}), frozenset({"package"})
        ),
        "lent": _Rows("pool_pairs.toml", frozenset({"types", "fields", "methods"}), frozenset({"package"})),
        "memory": _Rows("lifecycle.toml", frozenset({"types"}), frozenset({"package"}), forgiving=True),
    }
)
# [lifecycle] and [resets]: each list goes on with the list of that name.
_LISTS: Final = MappingProxyType(
    {
        "lifecycle": _Rows("lifecycle.toml", frozenset({"methods"})),
        "resets": _Rows("reset_names.toml", frozenset({"methods", "prefixes"}), forgiving=True),
    }
)


@dataclass(frozen=True)
class Configuration:
    """What is configured; None and empty where nothing is.

    A `stricter` one never lowers a severity; what else could take findings away is not in it.
    """

    profile: Profile | None = None
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include: frozenset[str] = frozenset()
    severity: Mapping[str, Severity] = field(default_factory=dict)
    verdict: Mapping[str, Verdict] = field(default_factory=dict)
    additions: Additions = NOTHING
    stricter: bool = False

    def rules(self, folders: Iterable[RuleFolder]) -> list[RuleFolder]:
        """The rules with the verdicts that are configured."""
        judged = []
        for folder in folders:
            verdict = self.verdict.get(folder.rule.code)
            if verdict is not None:
                rule = dataclasses.replace(folder.rule, iron=verdict, pragmatic=verdict)
                judged.append(dataclasses.replace(folder, rule=rule))
            else:
                judged.append(folder)
        return judged

    def finding(self, finding: Finding) -> Finding:
        """The finding with the severity that is configured."""
        severity = self.severity.get(finding.code)
        if severity is None or (self.stricter and _is_milder(severity, finding.severity)):
            return finding
        return dataclasses.replace(finding, severity=severity)


def _is_milder(severity: Severity, other: Severity) -> bool:
    severest_first = list(Severity)
    return severest_first.index(severity) > severest_first.index(other)


def parse(text: str, where: str, codes: Collection[str], *, stricter: bool = False) -> Configuration:
    """The configuration in a file's text, about the rules of these codes. Raises BrokenConfiguration.

    `stricter`: only what adds findings or makes them count more, for whoever judges a repository that is not their own.
    """
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BrokenConfiguration(f"{where}: is no TOML: {error}") from error
    return _Reader(text, where, codes, stricter).read(data)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads tables into values, and says on which line something is wrong."""

    text: str
    where: str
    codes: Collection[str]
    stricter: bool

    def read(self, data: dict[str, Any]) -> Configuration:
        settings = {"profile", "select", "ignore", "exclude", "include", "severity", "verdict"}
        self._only(data, {*settings, *_ROWS, *_LISTS}, ())
        profile = self._one_of(data["profile"], tuple(Profile), ("profile",)) if "profile" in data else None
        severity = self._by_code(data.get("severity", {}), tuple(Severity), "severity")
        verdict = self._by_code(data.get("verdict", {}), tuple(Verdict), "verdict")
        include = self._strings(data.get("include", []), ("include",))
        for each in include:
            self._one_of(each, _INCLUDABLE, ("include",))
        whole = Configuration(
            profile=profile,
            select=self._known(data.get("select", []), ("select",)),
            ignore=self._known(data.get("ignore", []), ("ignore",)),
            exclude=self._strings(data.get("exclude", []), ("exclude",)),
            include=frozenset(include),
            severity=severity,
            verdict=verdict,
            additions=self._additions(data),
            stricter=self.stricter,
        )
        if not self.stricter:
            return whole
        return dataclasses.replace(
            whole,
            profile=profile if profile is Profile.IRON else None,
            select=(),
            ignore=(),
            exclude=(),
            verdict={code: each for code, each in verdict.items() if each is Verdict.VIOLATION},
        )

    def _additions(self, data: dict[str, Any]) -> Additions:
        added: dict[str, dict[str, list[Any]]] = {}
        for name, shape in _ROWS.items():
            rows = self._typed(data.get(name, []), list, "a list of tables", (name,))
            read = [self._row(row, name, number, shape) for number, row in enumerate(rows)]
            if read and not (self.stricter and shape.forgiving):
                added.setdefault(shape.table, {})[name] = read
        for name, shape in _LISTS.items():
            table = self._typed(data.get(name, {}), dict, "a table", (name,))
            self._only(table, shape.lists, (name,))
            for key, value in table.items():
                names = self._strings(value, (name, key))
                if not (self.stricter and shape.forgiving):
                    added.setdefault(shape.table, {})[key] = list(names)
        return Additions(added) if added else NOTHING

    def _row(self, row: object, name: str, number: int, shape: _Rows) -> dict[str, Any]:
        path = (name, number)
        table = self._typed(row, dict, "a table", path)
        self._only(table, shape.lists | shape.texts, path)
        for key in sorted(shape.texts):
            if key not in table:
                raise self._fault(path, f"[[{name}]] lacks `{key}`")
            self._typed(table[key], str, "a string", (*path, key))
        if "kind" in table:
            kinds = {each["kind"] for each in tables.read("resources.toml")["resources"]}
            self._one_of(table["kind"], sorted(kinds), (*path, "kind"))
        lists = {key: list(self._strings(table.get(key, []), (*path, key))) for key in shape.lists}
        if not any(lists.values()):
            raise self._fault(path, f"[[{name}]] names nothing: it needs {' or '.join(sorted(shape.lists))}")
        return {**table, **lists}

    def _by_code(self, value: object, allowed: tuple[_T, ...], key: str) -> dict[str, _T]:
        table = self._typed(value, dict, "a table", (key,))
        for code in table:
            if code not in self.codes:
                raise self._fault((key, code), f"no rule is called `{code}`")
        return {code: self._one_of(each, allowed, (key, code)) for code, each in table.items()}

    def _known(self, value: object, path: tuple[str, ...]) -> tuple[str, ...]:
        """Codes of rules, or beginnings of them such as IR3."""
        found = self._strings(value, path)
        for each in found:
            if not each or not any(code.startswith(each) for code in self.codes):
                raise self._fault(path, f"no rule is called `{each}`")
        return found

    def _strings(self, value: object, path: tuple[str | int, ...]) -> tuple[str, ...]:
        found = self._typed(value, list, "a list of strings", path)
        if not all(isinstance(each, str) for each in found):
            raise self._fault(path, f"`{path[-1]}` must be a list of strings")
        return tuple(found)

    def _one_of(self, value: object, allowed: Collection[_T], path: tuple[str | int, ...]) -> _T:
        for each in allowed:
            if value == each:
                return each
        raise self._fault(path, f"`{path[-1]}` is {value!r}; it can be {', '.join(allowed)}")

    def _typed(self, value: object, kind: type[Any], name: str, path: tuple[str | int, ...]) -> Any:
        if not isinstance(value, kind):
            raise self._fault(path, f"`{path[-1]}` must be {name}")
        return value

    def _only(self, table: Mapping[str, object], allowed: Collection[str], path: tuple[str | int, ...]) -> None:
        for key in table:
            if key not in allowed:
                raise self._fault((*path, key), f"unknown key `{key}`; known are {', '.join(sorted(allowed))}")

    def _fault(self, path: tuple[str | int, ...], message: str) -> BrokenConfiguration:
        return BrokenConfiguration(f"{self.where}:{line_of(self.text, path)}: {message}")
