"""Fields that whoever uses an object sets if they like, and that nobody takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import child, text
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.field_uses import FieldUse
from scanners.pools.objects.first_reads import FirstReads
from scanners.pools.objects.givers import Origins, Owner
from scanners.pools.resets.copied_fields import is_copied
from scanners.pools.resets.nil_checks import nil_check
from scanners.pools.resets.optional_settings import is_option
from scanners.pools.resets.resets import Place, Reset, place

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_SETTER: Final = 6  # lines


class UserSettings:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, first_reads: FirstReads) -> None:
        self._resolver: Final = resolver
        self._first_reads: Final = first_reads
        self._origins: Final = Origins(resolver)

    def by_setters(
        self, uses: list[FieldUse], writing: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """Set by exported methods or options to what those are given, and read elsewhere without being set there."""
        taken_back = any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses)
        setting = [use for use in writing if not is_copied(self._resolver, use)]
        if taken_back or not setting or not all(map(self._is_set_by_user, setting)):
            return None
        return place(setting[0]), place(first[0])

    def first_kept(self, uses: list[FieldUse], writing: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set only where it is nil, to what somebody gives, and elsewhere asked whether it is there.

        What is used without a question, such as a logger, may be the same for all.
        """
        if not writing or any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses):
            return None
        if not all(self._is_given(use) and nil_check(self._resolver, use, uses) is not None for use in writing):
            return None
        guards = [nil_check(self._resolver, use, uses) for use in writing]
        first = self._first_reads.among(uses, unless_chosen=True)
        asked = next((use for use in first if use.touch.deed is Deed.CHECK and use not in guards), None)
        return (place(writing[0]), place(asked)) if asked is not None else None

    def optional(self, reset: Reset, uses: list[FieldUse], writing: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set in loops over optional arguments alone, and taken back by nobody."""
        if not writing or any(use.touch.node.id not in reset.optional for use in writing):
            return None
        if any(use.touch.deed in {Deed.CLEAR, Deed.CUT} for use in uses):
            return None
        read = next((use for use in uses if use.touch.deed in {Deed.READ, Deed.CHECK, Deed.CALL}), None)
        return (place(writing[0]), place(read)) if read is not None else None

    def _is_given(self, use: FieldUse) -> bool:
        """Whether a field is set to a parameter, or to something reached from one."""
        value = use.touch.value
        return value is not None and self._origins.of(use.touch.value_file, value, None) is Owner.USER

    def _is_set_by_user(self, use: FieldUse) -> bool:
        return self._is_setter(use) or (self._is_given(use) and is_option(self._resolver, use))

    def _is_setter(self, use: FieldUse) -> bool:
        """Whether a method does nothing but set the field: `func (c *T) SetF(f F) { c.f = f }`."""
        function, value = use.function, use.touch.value
        if function is None or function.type != "method_declaration" or value is None or use.touch.deed is not Deed.SET:
            return False
        name, body = child(function, "name"), child(function, "body")
        if name is None or not is_exported(text(name)) or reset_names().is_reset(text(name)) or body is None:
            return False
        return (
            self._origins.of(use.touch.value_file, value, None) is Owner.USER
            and body.end_point[0] - body.start_point[0] <= _SETTER
        )
