"""A pool that other modules can reach has no owner."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import child
from scanners.model import Scope, Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import Function, PoolDeclaration, is_exported
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Exported variables, exported variables of a type that wraps a pool, exported functions that return the pool."""
    for pool in context.pools:
        declared = Step(pool.location, Text.of("IR301.declared", pool=pool.name))
        if pool.scope is Scope.EXPORTED:
            message = Text.of("IR301.exported", pool=pool.name, package=pool.package.shown)
            yield Draft(pool.file, pool.node, message, pool=pool, trace=(declared, *_outsiders(pool)))
        for variable in pool.variables:
            if variable.exported:
                message = Text.of(
                    "IR301.wrapper",
                    variable=variable.name,
                    type=variable.type_name,
                    pool=pool.name,
                    package=variable.package,
                )
                yield Draft(variable.file, variable.node, message, pool=pool, trace=(declared,), subject=variable.name)
        if pool.scope is not Scope.EXPORTED:
            for function in pool.handed_out:
                if _is_reachable(function):
                    yield _handed_out(pool, function, declared)


def _handed_out(pool: PoolDeclaration, function: Function, declared: Step) -> Draft:
    message = Text.of("IR301.handed-out", function=function.name, pool=pool.name)
    node = child(function.node, "name") or function.node
    return Draft(
        function.file,
        node,
        message,
        pool=pool,
        trace=(declared, *_outsiders(pool)),
        subject=f"{function.name} {pool.name}",
    )


def _outsiders(pool: PoolDeclaration) -> Iterator[Step]:
    """The first place in each other package that touches the pool itself."""
    seen = {pool.file.directory}
    for site in pool.sites:
        if site.direct and site.file.directory not in seen:
            seen.add(site.file.directory)
            yield Step(site.location, Text.of("IR301.touched", package=site.file.package_name))


def _is_reachable(function: Function) -> bool:
    """Whether other packages can call it: its name is exported, and its receiver's type is too."""
    return all(is_exported(part.lstrip("*(")) for part in function.name.split("."))


RULE = Rule(
    code="IR301",
    name="exported-pool",
    severity=Severity.HIGH,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
