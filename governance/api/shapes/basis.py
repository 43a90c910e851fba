"""What all shapes have in common."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

from django.utils import timezone
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, WithJsonSchema, field_validator

if TYPE_CHECKING:
    from enum import Enum


class Answer(Schema):
    """What comes out; a field may be added within a version of the API."""


class Body(Schema):
    """What goes in; a field that nobody knows is refused, for it is a mistake in spelling."""

    model_config = ConfigDict(extra="forbid")

    @field_validator("*")
    @classmethod
    def without_nul(cls, value: object) -> object:
        """Refuse NUL: PostgreSQL keeps no text that holds it."""
        if isinstance(value, str) and "\0" in value:
            raise ValueError("must not hold the character NUL")
        return value


def words(kind: type[Enum]) -> WithJsonSchema:
    """Describe an enumeration where it is used: the document has one name for each shape, and several are a State."""
    return WithJsonSchema({"type": "string", "enum": [each.value for each in kind]})


def _in_utc(moment: datetime) -> datetime:
    """Return the same moment in UTC: PostgreSQL takes no offset of 16 hours or more, RFC 3339 does."""
    try:
        return (moment if timezone.is_aware(moment) else timezone.make_aware(moment)).astimezone(UTC)
    except OverflowError:
        raise ValueError("is before the year 1 or after 9999 in UTC") from None


Moment = Annotated[datetime, AfterValidator(_in_utc)]  # that comes in
