"""Questions to the database that are put into SQL once, however often they are asked.

Django puts a query set together and into SQL anew each time it is asked, which takes 1 to 4 ms of processor time for
one that joins and adds up: half of what the page of the company took.
"""

from __future__ import annotations

from copy import copy
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Expression, Field, ForeignObject, Lookup, QuerySet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler

    SQL: TypeAlias = tuple[str, tuple[Any, ...]]

Row = TypeVar("Row")


class Given(Expression):
    """A value that is given when the question is asked; stands where a value stands in a filter."""

    def __init__(self, name: str, output_field: Field[Any, Any] | None = None) -> None:
        super().__init__(output_field)
        self.name = name

    def as_sql(self, _compiler: SQLCompiler, _connection: BaseDatabaseWrapper) -> SQL:
        """Leave a place for the value."""
        return "%s", (self,)


@Field.register_lookup
@ForeignObject.register_lookup
class AnyOf(Lookup):
    """One of several values, given as a list: `filter(team__any_of=Given("teams"))`."""

    lookup_name = "any_of"

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> SQL:
        """Compare with a list, whose place takes any length of it; that of `in` takes one."""
        column, values = self.process_lhs(compiler, connection)
        place, given = self.process_rhs(compiler, connection)
        return f"{column} = ANY{place}", (*values, *given)


class Prepared(Generic[Row]):
    """A query set in which some values are `Given`; `build` is called once.

    It is asked as it stands: to filter, order or cut what it finds is the part of `build`.
    """

    def __init__(self, build: Callable[[], QuerySet[Any, Row]]) -> None:
        self._build = build

    @cached_property
    def _made(self) -> tuple[QuerySet[Any, Row], SQLCompiler, str, tuple[Any, ...]]:
        found = self._build()
        compiler = found.query.get_compiler(DEFAULT_DB_ALIAS)
        sql, values = compiler.as_sql()
        return found, compiler, sql, tuple(values)

    def ask(self, **given: object) -> list[Row]:
        """Return what is found with these values; KeyError names one that is missing."""
        found, made, sql, places = self._made
        values = tuple(_bound(given[place.name]) if isinstance(place, Given) else place for place in places)
        compiler: Any = copy(made)
        compiler.connection = connections[DEFAULT_DB_ALIAS]  # each thread has its own
        compiler.as_sql = lambda *_args, **_options: (sql, values)
        query: Any = copy(found.query)
        query.get_compiler = lambda *_args, **_options: compiler
        asked: Any = type(found)(found.model, query)
        asked._fields = getattr(found, "_fields", None)  # which columns make a row, in which order
        return list(cast("Iterable[Row]", found._iterable_class(asked)))  # noqa: SLF001 - what a query set calls itself


def _bound(value: object) -> object:
    """Return a value as it is sent: numbers in a list as text, because psycopg looks at each of them for 10 µs."""
    if isinstance(value, list) and value and all(type(each) is int for each in value):
        return f"{{{','.join(map(str, value))}}}"
    return value
