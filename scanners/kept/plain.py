"""Reports as values that JSON knows, and back: each dataclass is the list of its fields."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints


class Unlike(ValueError):  # noqa: N818 - names what is wrong
    """A value has not the form of the type."""


def plain(value: Any) -> Any:
    """The value with lists for dataclasses and tuples."""
    if is_dataclass(value):
        return [plain(getattr(value, each.name)) for each in fields(value)]
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    return value


def typed(type_: Any, value: Any) -> Any:
    """The value of the type that `plain` made this of. Raises Unlike."""
    if isinstance(type_, type) and is_dataclass(type_):
        return type_(*_all(_types(type_), value))
    origin, arguments = get_origin(type_), get_args(type_)
    if origin is UnionType:
        return None if value is None else typed(next(each for each in arguments if each is not NoneType), value)
    if origin is tuple and arguments[-1] is Ellipsis:
        return tuple(_all(arguments[:1] * len(value), value)) if isinstance(value, list) else _unlike(type_, value)
    if origin is tuple:
        return tuple(_all(arguments, value))
    if origin is Literal:
        return value if value in arguments else _unlike(type_, value)
    if issubclass(type_, Enum):
        return type_(value) if isinstance(value, str) and value in type_._value2member_map_ else _unlike(type_, value)
    return value if type(value) is type_ else _unlike(type_, value)


def _all(types: tuple[Any, ...], values: Any) -> list[Any]:
    if not isinstance(values, list) or len(values) != len(types):
        _unlike(types, values)
    return [typed(type_, value) for type_, value in zip(types, values, strict=True)]


@cache
def _types(class_: type) -> tuple[Any, ...]:
    hints = get_type_hints(class_)
    return tuple(hints[each.name] for each in fields(class_))


def _unlike(type_: Any, value: Any) -> Any:
    raise Unlike(f"{value!r:.80} is no {type_}")
