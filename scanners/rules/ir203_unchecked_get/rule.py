"""What comes out of the pool may be nil or of another type, and nobody looks."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import Node, location, text
from scanners.golang.types import UNKNOWN, Array, Chan, Interface, Map, Named, Pointer, Slice, Type, TypeParameter
from scanners.model import Fix, Scope, Severity, Step, Text, Verdict
from scanners.pools.edits.nil_check_edits import made_if_missing
from scanners.pools.inventory.assertions import Assertion, assertions, is_read_unguarded
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.elements import returned_types, returned_values, site_types
from scanners.pools.inventory.missing_objects import gives_nil, nil_pointer_of
from scanners.pools.inventory.pool_types import is_pool
from scanners.pools.tracking.failed_makers import made_in_vain
from scanners.pools.tracking.nil_puts import is_nil_when_deferred, put_if_there, put_later, set_to_nil
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """At most one finding a site: Gets that are not checked, Puts of nil or of a type that no Get asks for."""
    for pool in context.pools:
        if pool.scope is Scope.PARAMETER:
            continue
        judge = _Judge(context, pool)
        for site in pool.sites:
            if site.kind == "put" and is_nil_when_deferred(context.resolver, site):
                yield judge.deferred(site)
            elif site.direct and (draft := judge.get(site) if site.kind == "get" else judge.put(site)):
                yield draft


class _Judge:
    """One pool: what New makes, what is asserted of it, what is put in."""

    def __init__(self, context: Context, pool: PoolDeclaration) -> None:
        self.resolver = context.resolver
        self.pool = pool
        self.made = list(dict.fromkeys(type_ for new in pool.new for type_ in returned_types(self.resolver, new)))
        values = [value for new in pool.new for value in returned_values(self.resolver, new)]
        self.known = all(self.resolver.type_of(file, value) is not UNKNOWN for file, value in values)
        self.nil = next((new for new in pool.new if gives_nil(self.resolver, new)), None)
        self.nil_pointer = next(filter(None, (nil_pointer_of(self.resolver, new) for new in pool.new)), None)
        self.looks = {site: assertions(self.resolver, site) for site in pool.gets if site.direct}
        # Pools in arrays and maps may hold another type under each key.
        self.single = pool.object is not None and is_pool(_pointed(pool.object.type))

    def get(self, site: PoolSite) -> Draft | None:
        """Whether a Get's result is taken for what it may not be."""
        looks = self.looks.get(site) or []
        for look in looks:
            if self._never_fits(look) and all(self._never_fits(other) for other in looks):
                return self._draft(site, look, "wrong-type", made=self.made[0], asked=look.type)
            if look.type == self.nil_pointer and is_read_unguarded(self.resolver, site.file, look):
                return self._draft(site, look, "new-nil-pointer", made=look.type)
            if not look.unchecked:
                continue
            if not self.pool.has_new:
                return self._draft(site, look, "no-new") if not self._is_given() else None
            if self.nil is not None:
                return self._draft(site, look, "new-nil")
            others = [made for made in self.made if self._differs(made, look.type)] if self.single else []
            if others and not all(self._was_asked(made, before=look, looks=looks) for made in others):
                return self._draft(site, look, "new-other", made=others[0], asked=look.type)
        return None

    def _was_asked(self, made: Type, *, before: Assertion, looks: list[Assertion]) -> bool:
        """Whether another look with `, ok` was for this type: what fails that is taken for what else New makes."""
        earlier = [each for each in looks if each.node.start_byte < before.node.start_byte]
        return any(not each.unchecked and each.type == made for each in earlier)

    def _is_given(self) -> bool:
        """Whether the pool is a pointer that is set to nothing made here: whoever brings it along knows its New."""
        object_ = self.pool.object
        return object_ is not None and isinstance(object_.type, Pointer) and not self.pool.literals

    def _never_fits(self, look: Assertion) -> bool:
        """Whether New makes nothing of the type; a checked look for an interface may ask what it made instead."""
        if not (self.single and self.known and self.made) or (not look.unchecked and self._is_interface(look.type)):
            return False
        return all(self._differs(made, look.type) for made in self.made)

    def put(self, site: PoolSite) -> Draft | None:
        """Whether a Put stores a typed nil, or what no Get of the pool asks for."""
        if (cleared := set_to_nil(self.resolver, site)) is not None:
            return self._nil(site, cleared)
        if (made := made_in_vain(self.resolver, site)) is not None:
            return self._in_vain(site, made)
        looks = [look for found in self.looks.values() for look in found or ()]
        if not looks or any(not found for found in self.looks.values()) or not self._is_of_one_type(looks):
            return None
        stored = [type_ for type_ in site_types(self.resolver, site) if self._is_concrete(type_)]
        if len(stored) != 1 or not all(self._differs(stored[0], look.type) for look in looks):
            return None
        arguments = {"stored": self._spell(stored[0]), "asked": self._spell(looks[0].type)}
        message = Text.of("IR203.wrong-put", pool=self.pool.name, **arguments)
        get = next(site for site, found in self.looks.items() if found)
        trace = (
            Step(site.location, Text.of("IR203.stored", type=arguments["stored"])),
            Step(get.location, Text.of("IR203.asked", type=arguments["asked"])),
        )
        return Draft(site.file, site.call, message, pool=self.pool, trace=trace, site=site.location)

    def _is_of_one_type(self, looks: list[Assertion]) -> bool:
        """Whether what is asked of one Get tells what all Puts may store; pools by index all make what is asked."""
        return self.single or (len(self.made) == 1 and self.known and {look.type for look in looks} == {*self.made})

    def _nil(self, site: PoolSite, cleared: Node) -> Draft:
        """The Put of a field that is set to nil after it, in a method that is called again."""
        shown = text(site.value) if site.value is not None else ""
        message = Text.of("IR203.nil-put", pool=self.pool.name, value=shown, method=site.function_name)
        trace = (
            Step(site.location, Text.of("IR203.put-first", pool=self.pool.name)),
            Step(location(site.file, cleared), Text.of("IR203.cleared", value=shown)),
            Step(site.location, Text.of("IR203.put-again", pool=self.pool.name)),
        )
        edits = put_if_there(self.resolver, site)
        fix = Fix(Text.of("IR203.guard", value=shown), edits) if edits else None
        return Draft(site.file, site.call, message, pool=self.pool, trace=trace, site=site.location, fix=fix)

    def deferred(self, site: PoolSite) -> Draft:
        """The Put of what is still nil where it is deferred."""
        shown = text(site.value) if site.value is not None else ""
        trace = (Step(site.location, Text.of("IR203.evaluated", value=shown)),)
        edits = put_later(self.resolver, site)
        fix = Fix(Text.of("IR203.later", value=shown), edits) if edits else None
        message = Text.of("IR203.deferred-nil", pool=self.pool.name, value=shown)
        return Draft(site.file, site.call, message, pool=self.pool, trace=trace, site=site.location, fix=fix)

    def _in_vain(self, site: PoolSite, made: Node) -> Draft:
        """The Put of what is nil where the call that made it failed."""
        shown = text(site.value) if site.value is not None else ""
        trace = (Step(location(site.file, made), Text.of("IR203.may-fail", value=shown)),)
        message = Text.of("IR203.put-in-vain", pool=self.pool.name, value=shown)
        return Draft(site.file, site.call, message, pool=self.pool, trace=trace, site=site.location)

    def _draft(self, site: PoolSite, look: Assertion, key: str, **types: Type) -> Draft:
        spelled = {name: self._spell(type_) for name, type_ in types.items()}
        steps = [Step(site.location, Text.of("IR203.taken", pool=self.pool.name))]
        new = self.nil if key == "new-nil" else next(iter(self.pool.new), None)
        if new is not None:
            steps.insert(0, Step(location(new.file, new.node), Text.of("IR203.new", pool=self.pool.name)))
        message = Text.of(f"IR203.{key}", pool=self.pool.name, **spelled)
        fix = self._fix(site, look) if key in {"no-new", "new-nil"} else None
        return Draft(site.file, look.node, message, pool=self.pool, trace=tuple(steps), site=site.location, fix=fix)

    def _fix(self, site: PoolSite, look: Assertion) -> Fix | None:
        edit = made_if_missing(self.resolver, site.file, look.node)
        return Fix(Text.of("IR203.make", type=self._spell(look.type)), (edit,)) if edit is not None else None

    def _differs(self, made: Type, asked: Type) -> bool:
        """Whether a value of the one type certainly is not of the other."""
        if self._is_concrete(made) and self._is_interface(asked):
            return self._lacks_methods(made, asked)
        if self._is_interface(made) and self._is_concrete(asked):  # New returns an error in place of an object
            return self._lacks_methods(asked, made)
        is_told = self._is_concrete(made) and self._is_concrete(asked) and _bare(made) != _bare(asked)
        return is_told and not self._may_be_one(made, asked)

    def _may_be_one(self, one: Type, other: Type) -> bool:
        """Whether two types differ only in names whose declarations are not at hand: these may be aliases."""
        match one, other:
            case (Pointer(element=a), Pointer(element=b)) | (Slice(element=a), Slice(element=b)):
                return self._may_be_one(a, b)
            case Map(key=key, element=a), Map(key=other_key, element=b):
                return self._may_be_one(key, other_key) and self._may_be_one(a, b)
        return one == other or any(self.resolver.underlying(each) is UNKNOWN for each in (one, other))

    def _lacks_methods(self, made: Type, asked: Type) -> bool:
        embedded = [field.type for field in self.resolver.fields(made) if field.embedded]
        if any(self.resolver.underlying(_pointed(type_)) is UNKNOWN for type_ in (made, *embedded)):
            return False
        return not self.resolver.method_names(asked) <= self.resolver.method_names(made)

    def _is_interface(self, type_: Type) -> bool:
        return not isinstance(type_, TypeParameter) and isinstance(self.resolver.underlying(type_), Interface)

    def _is_concrete(self, type_: Type) -> bool:
        """Whether the type is known, and values of it are of no other type."""
        if type_ is UNKNOWN or _is_open(type_) or self._is_interface(type_):
            return False
        return self.resolver.underlying(_pointed(type_)) is not UNKNOWN

    def _spell(self, type_: Type) -> str:
        return type_.relative_to(self.pool.package.import_path)


def _is_open(type_: Type) -> bool:
    """Whether a type depends on a type parameter, so that it may be any: `*[]T`."""
    match type_:
        case Pointer() | Slice() | Array() | Chan():
            return _is_open(type_.element)
        case Map():
            return _is_open(type_.key) or _is_open(type_.element)
        case Named():
            return any(map(_is_open, type_.arguments))
    return isinstance(type_, TypeParameter)


def _pointed(type_: Type) -> Type:
    return type_.element if isinstance(type_, Pointer) else type_


def _bare(type_: Type) -> tuple[int, str]:
    """The type without its type arguments, which are other parameters in each generic function."""
    depth = 0
    while isinstance(type_, Pointer):
        type_, depth = type_.element, depth + 1
    return depth, f"{type_.path}.{type_.name}" if isinstance(type_, Named) else str(type_)


RULE = Rule(
    code="IR203",
    name="unchecked-get",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
