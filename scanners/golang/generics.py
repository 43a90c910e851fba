"""Type parameters: filling them in, and finding out what a call fills in."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.types import (
    UNKNOWN,
    Array,
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Tuple,
    Type,
    TypeParameter,
    Union,
    default_type,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

# Types that people write are a few levels deep; `type T[A any] struct { next *T[[]A] }` has no end.
_DEPTH: Final = 24


def substitute(type_: Type, filled: Mapping[TypeParameter, Type], depth: int = _DEPTH) -> Type:
    """The type with type arguments in place of parameters; UNKNOWN below a certain depth."""
    if not filled or isinstance(type_, Basic):
        return type_
    if depth == 0:
        return UNKNOWN

    def inner(each: Type) -> Type:
        return substitute(each, filled, depth - 1)

    match type_:
        case TypeParameter():
            return filled.get(type_, type_)
        case Named() if type_.arguments:
            return replace(type_, arguments=tuple(map(inner, type_.arguments)))
        case Pointer() | Slice() | Array() | Chan():
            return replace(type_, element=inner(type_.element))
        case Map():
            return Map(inner(type_.key), inner(type_.element))
        case Signature():
            return substitute_signature(type_, filled, depth)
        case Tuple():
            return Tuple(tuple(map(inner, type_.types)))
        case Struct():
            return Struct(tuple(replace(field, type=inner(field.type)) for field in type_.fields))
        case Interface():
            methods = (
                replace(each, signature=substitute_signature(each.signature, filled, depth - 1))
                for each in type_.methods
            )
            return Interface(tuple(methods), tuple(map(inner, type_.embedded)))
        case Union():
            return Union(tuple((tilde, inner(each)) for tilde, each in type_.terms))
        case _:
            return type_


def substitute_signature(signature: Signature, filled: Mapping[TypeParameter, Type], depth: int = _DEPTH) -> Signature:
    """As `substitute`; type parameters that are filled in are no longer the signature's own."""
    if not filled:
        return signature
    return Signature(
        tuple(substitute(each, filled, depth - 1) for each in signature.params),
        tuple(substitute(each, filled, depth - 1) for each in signature.results),
        signature.variadic,
        tuple(each for each in signature.type_parameters if each not in filled),
    )


def infer(
    resolver: Resolver, signature: Signature, given: tuple[Type, ...], arguments: tuple[Type, ...]
) -> dict[TypeParameter, Type]:
    """What the type parameters of a function stand for in a call: `given` are the explicit type arguments.

    What cannot be inferred is UNKNOWN.
    """
    wanted = signature.type_parameters
    filled: dict[TypeParameter, Type] = dict(zip(wanted, given, strict=False))
    inference = _Inference(resolver, filled, frozenset(wanted))
    is_typed = [not (isinstance(each, Basic) and each.is_untyped) for each in arguments]
    for typed in (True, False):
        for index, argument in enumerate(arguments):
            if is_typed[index] is typed:
                _unify(inference, signature.parameter(index), default_type(argument))
    for parameter in wanted:  # `[S ~[]E, E any]`: E follows from S, and a core type gives S
        core = resolver.core_of_constraint(parameter)
        if core is not None and parameter in filled:
            _unify(inference, core, resolver.underlying(filled[parameter]))
        elif core is not None and (inferred := substitute(core, filled)) is not core:
            filled[parameter] = inferred
    return {parameter: filled.get(parameter, UNKNOWN) for parameter in wanted}


@dataclass(frozen=True, slots=True)
class _Inference:
    resolver: Resolver
    filled: MutableMapping[TypeParameter, Type]
    wanted: frozenset[TypeParameter]


def _unify(inference: _Inference, parameter: Type, argument: Type, depth: int = _DEPTH) -> None:
    """Fill in what must hold for the argument to fit the parameter."""
    if depth == 0 or argument is UNKNOWN:
        return

    def pairwise(left: tuple[Type, ...], right: tuple[Type, ...]) -> None:
        for one, other in zip(left, right, strict=False):
            _unify(inference, one, other, depth - 1)

    if isinstance(parameter, TypeParameter):
        if parameter in inference.wanted:
            inference.filled.setdefault(parameter, argument)
        return
    if isinstance(parameter, Named):
        if isinstance(argument, Named) and (argument.path, argument.name) == (parameter.path, parameter.name):
            pairwise(parameter.arguments, argument.arguments)
        elif parameter.arguments:
            _unify_underlying(inference, parameter, argument, depth)
        return
    if isinstance(argument, Named):
        argument = inference.resolver.underlying(argument)
    match parameter, argument:
        case Pointer() | Slice() | Array() | Chan(), Pointer() | Slice() | Array() | Chan():
            if type(parameter) is type(argument):
                pairwise((parameter.element,), (argument.element,))
        case Map(), Map():
            pairwise((parameter.key, parameter.element), (argument.key, argument.element))
        case Signature(), Signature():
            pairwise(parameter.params, argument.params)
            pairwise(parameter.results, argument.results)
        case _:
            pass


def _unify_underlying(inference: _Inference, parameter: Named, argument: Type, depth: int) -> None:
    """A generic defined type against another type: by methods for an interface, else by what both stand for."""
    resolver = inference.resolver
    meant = resolver.underlying(parameter)
    if isinstance(meant, Interface):
        for name in resolver.method_names(parameter):
            wants, has = resolver.method(parameter, name), resolver.method(argument, name)
            if wants is not None and has is not None:
                _unify(inference, wants.signature, has.signature, depth - 1)
    elif not isinstance(meant, Named):
        _unify(inference, meant, resolver.underlying(argument), depth - 1)
