"""The rules that a policy can speak of: the analyser's own, and those installed beside it."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanners.team_rules import every_rule

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanners.rule import Rule


@cache
def known_rules() -> Mapping[str, Rule]:
    """Return every rule by its code; they change with what is installed only."""
    return MappingProxyType({folder.rule.code: folder.rule for folder in every_rule()})
