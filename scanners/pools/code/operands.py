"""Expressions without what stands around them."""

from __future__ import annotations

from typing import Final

from scanners.golang.syntax import Node, child, only, operator

COUNTING: Final = frozenset({"inc_statement", "dec_statement"})


def addressed(node: Node) -> Node:
    """An expression without `&`, `*`, parentheses, slicing and type assertions around it."""
    while True:
        if node.type in {"slice_expression", "type_assertion_expression"}:
            inner = child(node, "operand")
        elif node.type == "parenthesized_expression":
            inner = only(node)
        elif node.type == "unary_expression":
            inner = child(node, "operand") if operator(node) in {"&", "*"} else None
        else:
            return node
        if inner is None:
            return node
        node = inner


def uncut(node: Node) -> Node:
    """An expression without parentheses and slicing around it: `*x` of `(*x)[:0]`."""
    while node.type in {"slice_expression", "parenthesized_expression"}:
        inner = child(node, "operand") if node.type == "slice_expression" else only(node)
        if inner is None:
            break
        node = inner
    return node


def dereferenced(node: Node | None) -> Node | None:
    """An operand without the parentheses and the star around it: `x` of `(*x)`."""
    while node is not None:
        if node.type == "parenthesized_expression":
            node = only(node)
        elif node.type == "unary_expression" and operator(node) == "*":
            node = child(node, "operand")
        else:
            return node
    return None


def goes_on(statement: Node) -> bool:
    """Whether a statement sets something to what comes of its value: `m[k]++`, `m[k] += n`."""
    return statement.type in COUNTING or operator(statement) not in {"", "=", ":="}


def element_of(target: Node) -> Node:
    """The element whose field a target is: `list[i]` of `list[i].header.name`; the target itself where it is none."""
    node: Node | None = target
    while node is not None and node.type == "selector_expression":
        node = dereferenced(child(node, "operand"))
    return node if node is not None and node.type == "index_expression" else target
