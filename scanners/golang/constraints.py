"""Build constraints: whether a file belongs to a build for linux/amd64 without cgo.

Every variant of a file is analysed; only where one name has several declarations does it matter which comes first.
"""

from __future__ import annotations

import re
from typing import Final

_SYSTEMS: Final = frozenset(
    (
        "aix",
        "android",
        "darwin",
        "dragonfly",
        "freebsd",
        "hurd",
        "illumos",
        "ios",
        "js",
        "linux",
        "nacl",
        "netbsd",
        "openbsd",
        "plan9",
        "solaris",
        "wasip1",
        "windows",
        "zos",
    )
)
_ARCHITECTURES: Final = frozenset(
    (
        "386",
        "amd64",
        "arm",
        "arm64",
        "loong64",
        "mips",
        "mips64",
        "mips64le",
        "mipsle",
        "ppc64",
        "ppc64le",
        "riscv64",
        "s390x",
        "sparc64",
        "wasm",
    )
)
_TRUE: Final = frozenset({"linux", "amd64", "unix", "gc"})
_RELEASE: Final = re.compile(r"go1(\.\d+)?")
_TOKENS: Final = re.compile(r"&&|\|\||[!()]|[^\s!()&|]+")


def builds_by_default(path: str, constraint: str) -> bool:
    """Whether a file is built, by its name (`_windows.go`) and its `//go:build` expression ("" for none)."""
    words = path.rpartition("/")[2].removesuffix(".go").removesuffix("_test").split("_")[1:]
    named = [word for word in words[-2:] if word in _ARCHITECTURES or word in _SYSTEMS]
    if words and words[-1] not in _ARCHITECTURES | _SYSTEMS:
        named = []
    return all(word in _TRUE for word in named) and (not constraint or _holds(constraint))


def _holds(constraint: str) -> bool:
    """Evaluate by precedence `!`, `&&`, `||`; what is malformed does not hold."""
    values: list[bool] = []
    operators: list[str] = []

    def reduce(until: str) -> None:
        while operators and operators[-1] != "(" and _rank(operators[-1]) >= _rank(until):
            operator = operators.pop()
            if operator == "!":
                values.append(not values.pop())
            else:
                right, left = values.pop(), values.pop()
                values.append((left and right) if operator == "&&" else (left or right))

    try:
        for word in _TOKENS.findall(constraint):
            if word in {"(", "!"}:
                operators.append(word)
            elif word == ")":
                reduce("")
                operators.pop()
            elif word in {"&&", "||"}:
                reduce(word)
                operators.append(word)
            else:
                values.append(word in _TRUE or _RELEASE.fullmatch(word) is not None)
        reduce("")
        return values.pop() and not operators
    except IndexError:
        return False


def _rank(operator: str) -> int:
    return ("", "||", "&&", "!").index(operator)
