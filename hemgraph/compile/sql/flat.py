"""Choices within choices made flatter, for a parser that soon has too many of them open."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlglot import exp

MOST_OPEN = 8
"""How many choices may be open at once; SQLite has room for twelve below four inner queries."""


def flatten(tree: exp.Expr) -> None:
    """Join, where a CASE of a query is too deep, its levels by so many at a time that it no longer is.

    >>> from sqlglot import parse_one
    >>> tree = parse_one("SELECT " + "CASE WHEN a THEN " * 9 + "1" + " END" * 9)
    >>> flatten(tree)
    >>> tree.sql().count("CASE"), tree.sql().count("a AND a")
    (5, 4)
    """
    from sqlglot import exp

    tops = [each for each in tree.find_all(exp.Case) if not _is_inner(each)]
    for top in tops:
        if (deep := _depth(top)) > MOST_OPEN:
            top.replace(_joined(top, -(-deep // MOST_OPEN)))


def _is_inner(choice: exp.Expr) -> bool:
    from sqlglot import exp

    return isinstance(choice.parent, exp.If)


def _depth(value: exp.Expr) -> int:
    from sqlglot import exp

    if not isinstance(value, exp.Case):
        return 0
    return 1 + max(_depth(part.args["true"]) for part in value.args["ifs"])


def _joined(value: exp.Expr, levels: int) -> exp.Expr:
    """The same choice with so many levels written as one."""
    from sqlglot import exp

    if not isinstance(value, exp.Case):
        return value.copy()
    return exp.Case(ifs=[exp.If(this=test, true=_joined(below, levels)) for test, below in _parts(value, levels)])


def _parts(choice: exp.Case, levels: int) -> Iterator[tuple[exp.Expr, exp.Expr]]:
    """The tests and values of a choice and of those in it. One that takes none of its own parts stays NULL."""
    from sqlglot import exp

    for part in choice.args["ifs"]:
        test, below = part.this, part.args["true"]
        if levels > 1 and isinstance(below, exp.Case):
            for more, value in _parts(below, levels - 1):
                yield exp.and_(test, more), value
            yield test.copy(), exp.null()
        else:
            yield test.copy(), below
