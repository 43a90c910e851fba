"""Lists a page at a time: the next page begins behind the last row of this one, however many rows came in since.

The place is the values that the list is ordered by (a *keyset*), not a number of rows: a row that comes in neither
shifts another onto a page that was read nor hides one that was not. It takes one query, as deep as one may page.
"""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.core import signing
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from ninja import Field, Schema

from governance.api.problems import Refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Model, QuerySet
    from django.http import HttpRequest

    Row = TypeVar("Row", bound=Model)

Item = TypeVar("Item")

PAGE: Final = 25
PAGE_AT_MOST: Final = 100


class Paged(Schema):
    """How much of a list is wanted, and from where on."""

    limit: int = Field(PAGE, ge=1, le=PAGE_AT_MOST, description="How many items at most.", examples=[PAGE])
    cursor: str = Field(
        "", max_length=1000, description="Where to go on: part of the address in `next`.", examples=[""]
    )


class Page(Schema, Generic[Item]):
    """One page of a list; `next` is the address of the next one, or null on the last."""

    items: list[Item]
    next: str | None = Field(examples=[None])


def page(
    request: HttpRequest,
    rows: QuerySet[Row],
    order: Sequence[str],
    wanted: Paged,
    make: Callable[[Sequence[Row]], Sequence[Item]],
) -> Page[Item]:
    """Return one page of `rows`, ordered by fields that are never null and of which the last is unique.

    `make` turns the rows of the page into its items, all at once, so that it can look up what they need together.
    """
    fields = [name.removeprefix("-") for name in order]
    salt = f"api.cursor:{request.path}:{','.join(order)}"
    if wanted.cursor:
        rows = rows.filter(_behind(order, _opened(wanted.cursor, salt)))
    found = list(rows.order_by(*order)[: wanted.limit + 1])
    here = found[: wanted.limit]
    following = None
    if len(found) > len(here):
        query = request.GET.copy()
        query["cursor"] = signing.dumps([_value(here[-1], field) for field in fields], salt=salt, compress=True)
        following = request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
    return Page(items=list(make(here)), next=following)


def _behind(order: Sequence[str], values: Sequence[Any]) -> Q:
    """Return what is true of the rows behind the one with these values: `a < 1 or (a = 1 and b < 2)`."""
    behind, same = Q(), Q()
    for name, value in zip(order, values, strict=True):
        field = name.removeprefix("-")
        behind |= same & Q(**{f"{field}__{'lt' if name.startswith('-') else 'gt'}": value})
        same &= Q(**{field: value})
    return behind


def _opened(cursor: str, salt: str) -> Sequence[Any]:
    """Return the values in a cursor that this list made, in this order."""
    try:
        values: Sequence[Any] = signing.loads(cursor, salt=salt)
    except (signing.BadSignature, ValueError, OverflowError):  # base64 and zlib say what they cannot read with these
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "cursor-invalid",
            _("This cursor is not of this list in this order."),
            _("Follow the address in `next` as it is, or begin without a cursor."),
        ) from None
    return values


def _value(row: Any, field: str) -> Any:
    for part in field.split("__"):
        row = getattr(row, part)
    return row.isoformat() if isinstance(row, datetime) else row
