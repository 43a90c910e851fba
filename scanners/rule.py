'''What a rule is, and how the rule folders are found and checked.

A rule is a folder `scanners/rules/ir301_exported_pool/` (code and name, underscores for hyphens):

    __init__.py     empty
    rule.py         defines RULE
    messages.toml   templates, see scanners/messages.py; the key `exported` is used as "IR301.exported"
    en.md  zh.md    the rule's page, with exactly the headings of `HEADINGS`
    bad.go          compiles; every finding is announced on its line: // want "regex of the English message"
    good.go         compiles; the rule is silent
    testdata/       optional: more files (*.go), each analysed alone, and directories, each a module with its go.mod

and rule.py reads:

    """A pool that other modules can reach has no owner."""

    from __future__ import annotations

    from collections.abc import Iterator

    from scanners.model import Severity, Text, Verdict
    from scanners.rule import Context, Draft, Rule


    def check(context: Context) -> Iterator[Draft]:
        for pool in context.pools:
            if ...:
                yield Draft(pool.file, pool.node, Text.of("IR301.exported", pool=pool.name), pool=pool)


    RULE = Rule(
        code="IR301",
        name="exported-pool",
        severity=Severity.HIGH,
        iron=Verdict.VIOLATION,
        pragmatic=Verdict.VIOLATION,
        check=check,
        by_pool=True,
    )

The first heading of a page is `# IR301 exported-pool: one line`, in both languages. Rules never import rules.
The file is long because half of it is this page, for whoever writes a rule.
'''

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scanners.connections.inventory import ConnectionPool, find_connection_pools
from scanners.messages import Catalogue, load_messages
from scanners.model import LANGUAGES, Fix, Location, Problem, Profile, Severity, Step, Text, Verdict
from scanners.pools.inventory.instances import instances
from scanners.pools.inventory.mentions import Mentions
from scanners.pools.inventory.shares import Share
from scanners.pools.inventory.uses import Uses
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.ownership.ownership import Ownership
from scanners.pools.ownership.replacements import Replacements
from scanners.pools.resets.lives import life_of
from scanners.pools.resets.typestate import Life
from scanners.pools.tracking.incidents import Fault
from scanners.pools.tracking.misuse import Misuses
from scanners.pools.tracking.misused import Misuse
from scanners.suppressions import Suppressions

if TYPE_CHECKING:
    from types import ModuleType

    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import Node, SourceFile
    from scanners.pools.inventory.inventory import Inventory, PoolDeclaration
    from scanners.reading import Reading

PAGES: Final = MappingProxyType({"en": "en.md", "zh-hans": "zh.md"})
HEADINGS: Final = MappingProxyType(
    {
        "en": ("What", "Why", "How to repair", "What it cannot see", "When a waiver is reasonable"),
        "zh-hans": ("是什么", "为什么", "如何修复", "看不到什么", "何时可以豁免"),
    }
)
CODE: Final = re.compile(r"[A-Z]{2,6}\d{3}")
NAME: Final = re.compile(r"[a-z]+(-[a-z]+)*")


class BrokenRule(Exception):  # noqa: N818 - names the thing
    """A rule folder that is not as this module's docstring says; the message names the folder and the fault."""


@dataclass(eq=False)
class Context:
    """What a rule may ask about. `problems` takes what could not be analysed; `share` says which pools come now."""

    program: Program
    resolver: Resolver
    reading: Reading
    inventory: Inventory
    problems: list[Problem] = field(default_factory=list)
    suppressions: Suppressions = field(default_factory=Suppressions)
    share: Share | None = None
    _instances: dict[str, tuple[PoolDeclaration, ...]] = field(default_factory=dict)
    _lives: dict[PoolDeclaration, Life] = field(default_factory=dict)
    _misuses: dict[Share, tuple[Misuse, ...]] = field(default_factory=dict)

    @property
    def pools(self) -> tuple[PoolDeclaration, ...]:
        """The pools that rules are to look at now, in the order of the files."""
        return self.inventory.pools if self.share is None else self.share.pools

    @property
    def instances(self) -> Iterator[PoolDeclaration]:
        """The same, each generic one taken apart by the variables that hold it and the types that these keep."""
        for pool in self.pools:
            if pool.identity not in self._instances:
                self._instances[pool.identity] = instances(self.resolver, pool)
            yield from self._instances[pool.identity]

    @cached_property
    def holders(self) -> Holders:
        """What functions do to the objects of pools; asked once, for all rules."""
        return Holders(self.resolver, self.problems)

    @cached_property
    def field_uses(self) -> FieldUses:
        """What packages do to the fields of their types; asked once, for all rules."""
        return FieldUses(self.resolver, self.holders.touches.deeds)

    @cached_property
    def mentions(self) -> Mentions:
        """The files that may hold a name."""
        return Mentions(self.program, self.reading)

    @cached_property
    def uses(self) -> Uses:
        """Where variables, fields and functions are used."""
        return Uses(self.resolver, self.mentions)

    @cached_property
    def connection_pools(self) -> tuple[ConnectionPool, ...]:
        """Where connection pools and clients are made; looked for once, and only where a rule asks."""
        return find_connection_pools(self.program, self.resolver, self.reading)

    @cached_property
    def ownership(self) -> Ownership:
        """Which resources the objects of pools own; asked once, for all rules."""
        return Ownership(self.resolver, self.holders, self.field_uses, self.replacements)

    @cached_property
    def replacements(self) -> Replacements:
        """Which parts of objects everybody who takes one replaces."""
        return Replacements(self.resolver, self.holders)

    def life(self, pool: PoolDeclaration) -> Life:
        """What happens to the objects of a pool between Get and Put; followed once, for all rules."""
        if pool not in self._lives:
            self._lives[pool] = life_of(self.resolver, self.holders, pool, self.problems)
        return self._lives[pool]

    def misuses(self, fault: Fault) -> Iterator[Misuse]:
        """What happens to pooled objects around and after their Put, of one kind, in the order of the files."""
        share = self.share or Share(self.inventory.pools)
        if share not in self._misuses:
            self._misuses[share] = self._misuse_search.of(share, self.problems)
        return (misuse for misuse in self._misuses[share] if misuse.fault is fault)

    def is_misused(self, pool: PoolDeclaration) -> bool:
        """Whether an object of a pool is seen in use beyond a Put: emptied there, it would be blank afterwards."""
        beyond = (Fault.READ, Fault.LEFT, Fault.RUNNING)
        misused = (misuse.pool for fault in beyond for misuse in self.misuses(fault) if misuse.pool is not None)
        return any(each.identity == pool.identity for each in misused)

    @cached_property
    def _misuse_search(self) -> Misuses:
        return Misuses(self.resolver, self.inventory)


@dataclass(frozen=True, slots=True)
class Draft:
    """A finding as a rule sees it; the engine adds profile, fingerprint and suppression.

    `node` in `file` is what the finding points at: its lines are the finding's, its text part of the fingerprint.
    `site` is the Get or Put that counts as failed because of it. `severity` overrides the rule's own.
    `subject` adds to the fingerprint what tells two findings on one node apart, such as a field path.
    """

    file: SourceFile
    node: Node
    message: Text
    pool: PoolDeclaration | None = None
    trace: tuple[Step, ...] = ()
    site: Location | None = None
    severity: Severity | None = None
    fix: Fix | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A code of rules.md: its verdict under each profile, its severity, and the check that finds it.

    `by_pool` says that what the check says of one pool does not depend on which others are in `Context.pools`: several
    processes share the pools then.
    """

    code: str
    name: str
    severity: Severity
    iron: Verdict
    pragmatic: Verdict
    check: Callable[[Context], Iterator[Draft]]
    by_pool: bool = False

    @property
    def iron_rule(self) -> str | None:
        """The iron rule that it belongs to ("IR1", "IR2" or "IR3"); None for any other check."""
        return self.code[:3] if self.code.startswith("IR") and not self.about_suppressions else None

    @property
    def about_suppressions(self) -> bool:
        """Whether it judges the comments that suppress findings: it runs after all others, and none suppresses it."""
        return self.code.startswith("IR0")

    @property
    def verdicts(self) -> tuple[tuple[Profile, Verdict], ...]:
        """The verdict under each profile."""
        return ((Profile.IRON, self.iron), (Profile.PRAGMATIC, self.pragmatic))


@dataclass(frozen=True, slots=True)
class Page:
    """A rule's page in one language: its title without the code, and the text under each heading."""

    title: str
    sections: Mapping[str, str]


@dataclass(frozen=True)
class RuleFolder:
    """A rule with what lies beside it."""

    rule: Rule
    directory: Path
    messages: Catalogue
    pages: Mapping[str, Page]

    @cached_property
    def bad(self) -> str:
        """The example that breaks the rule."""
        return (self.directory / "bad.go").read_text(encoding="utf-8")

    @cached_property
    def good(self) -> str:
        """The example that keeps it."""
        return (self.directory / "good.go").read_text(encoding="utf-8")

    @property
    def examples(self) -> list[Path]:
        """bad.go, good.go and every entry of testdata/: files and directories to analyse one by one."""
        testdata = self.directory / "testdata"
        entries = sorted(testdata.iterdir()) if testdata.is_dir() else []
        return [self.directory / "bad.go", self.directory / "good.go", *entries]


def load_rules(*packages: ModuleType) -> tuple[RuleFolder, ...]:
    """Every rule folder of the packages (default: scanners.rules), by code. Raises BrokenRule on any fault."""
    folders: dict[str, RuleFolder] = {}
    for package in packages or (importlib.import_module("scanners.rules"),):
        for entry in pkgutil.iter_modules(package.__path__):
            if not entry.ispkg:
                raise BrokenRule(f"{entry.name}: {package.__name__} holds rule folders only")
            folder = _load(_imported(f"{package.__name__}.{entry.name}"))
            if folder.rule.code in folders:
                taken = folders[folder.rule.code].directory.name
                raise BrokenRule(f"{entry.name}: {folder.rule.code} is taken by {taken}")
            folders[folder.rule.code] = folder
    return tuple(folders[code] for code in sorted(folders))


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise BrokenRule(f"{name}: cannot be imported: {type(error).__name__}: {error}") from error


def _load(package: ModuleType) -> RuleFolder:
    directory = Path(package.__path__[0])
    where = directory.name
    missing = [name for name in ("rule.py", "messages.toml", "bad.go", "good.go") if not (directory / name).is_file()]
    if missing:
        raise BrokenRule(f"{where}: lacks {', '.join(missing)}")
    rule = getattr(_imported(f"{package.__name__}.rule"), "RULE", None)
    if not isinstance(rule, Rule):
        raise BrokenRule(f"{where}: rule.py defines no RULE")
    if not CODE.fullmatch(rule.code) or not NAME.fullmatch(rule.name):
        raise BrokenRule(f"{where}: {rule.code!r} {rule.name!r} is no code and name")
    expected = f"{rule.code.lower()}_{rule.name.replace('-', '_')}"
    if where != expected:
        raise BrokenRule(f"{where}: the folder of {rule.code} {rule.name} must be called {expected}")
    try:
        messages = load_messages(directory / "messages.toml", rule.code)
    except ValueError as error:
        raise BrokenRule(f"{where}: {error}") from error
    pages = {language: _page(directory / PAGES[language], rule, HEADINGS[language]) for language in LANGUAGES}
    return RuleFolder(rule, directory, messages, pages)


def _page(path: Path, rule: Rule, headings: tuple[str, ...]) -> Page:
    where = f"{path.parent.name}/{path.name}"
    if not path.is_file():
        raise BrokenRule(f"{where}: is missing")
    head, *parts = re.split(r"^## +(.+?) *$", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    start = f"# {rule.code} {rule.name}: "
    if not head.startswith(start) or not (title := head.removeprefix(start).strip()) or "\n" in title:
        raise BrokenRule(f"{where}: must begin with the one line '{start}…'")
    sections = {name: text.strip() for name, text in zip(parts[::2], parts[1::2], strict=True)}
    if tuple(parts[::2]) != headings:
        raise BrokenRule(f"{where}: its headings must be {', '.join(headings)}")
    if empty := [name for name, text in sections.items() if not text]:
        raise BrokenRule(f"{where}: nothing under {', '.join(empty)}")
    return Page(title, sections)
