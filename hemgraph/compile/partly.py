"""Formulas on rows of which only some cells are known: for each finding the set of those that it can still have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from .formula import FALSE, TRUE, And, Formula, In, Not, Or, both, either, negated

Masks = Mapping[str, int]
"""The cells that each finding can still have, one bit each."""


class Undecided(Exception):
    """What a formula says depends on the cell of a finding."""

    def __init__(self, finding: str) -> None:
        super().__init__(finding)
        self.finding = finding


def pruned(formula: Formula, masks: Masks) -> Formula:
    """Return a formula without what is decided already; TRUE or FALSE where all of it is.

    >>> pruned(Or((In("a", 0b001), In("b", 0b010))), {"a": 0b110, "b": 0b011})
    In(finding='b', mask=2)
    """
    match formula:
        case In(finding, mask):
            can = masks[finding]
            return FALSE if not can & mask else TRUE if not can & ~mask else In(finding, can & mask)
        case And(parts):
            return both(pruned(part, masks) for part in parts)
        case Or(parts):
            return either(pruned(part, masks) for part in parts)
        case Not(part):
            return negated(pruned(part, masks))
        case _:
            assert_never(formula)


def decided(formula: Formula, masks: Masks) -> bool:
    """Tell whether a formula holds. Raises Undecided where that depends on a cell."""
    rest = pruned(formula, masks)
    if rest in (TRUE, FALSE):
        return rest == TRUE
    raise Undecided(_first(rest))


def narrowed(masks: Masks, formula: Formula, *, holds: bool = True) -> dict[str, int]:
    """Return what can still be where a formula holds, or fails; as far as it says so of single findings."""
    found = dict(masks)
    match formula:
        case In(finding, mask):
            found[finding] &= mask if holds else ~mask
        case And(parts) if holds:
            for part in parts:
                found = narrowed(found, part)
        case Or(parts) if not holds:
            for part in parts:
                found = narrowed(found, part, holds=False)
        case Not(part):
            found = narrowed(found, part, holds=not holds)
        case _:
            pass
    return found


def _first(formula: Formula) -> str:
    match formula:
        case In(finding, _):
            return finding
        case And(parts) | Or(parts):
            return _first(parts[0])
        case Not(part):
            return _first(part)
        case _:
            assert_never(formula)
