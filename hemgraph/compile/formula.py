"""What is asked of a row: whether the cells of its findings lie in some sets, with and, or and not.

A row has for each finding the number of its cell; one more, the highest, stands for *unknown*. So a formula is true or
false of every row, and never unknown itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True)
class In:
    """The cell of a finding is one of a set, which has a bit for each."""

    finding: str
    mask: int


@dataclass(frozen=True)
class And:
    """All parts hold; without any it is true."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Or:
    """One part holds; without any it is false."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Formula


Formula = In | And | Or | Not
TRUE: Formula = And(())
FALSE: Formula = Or(())


def both(parts: Iterable[Formula]) -> Formula:
    """Return that all parts hold, in the shortest form: sets of one finding are joined."""
    masks: dict[str, int] = {}
    found: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, In):
            masks[part.finding] = masks.get(part.finding, -1) & part.mask
        elif part != TRUE:
            found[part] = None
    if FALSE in found or 0 in masks.values():
        return FALSE
    joined = (*(In(name, mask) for name, mask in masks.items()), *found)
    return joined[0] if len(joined) == 1 else And(joined)


def either(parts: Iterable[Formula]) -> Formula:
    """Return that one of the parts holds, in the shortest form: sets of one finding are joined."""
    masks: dict[str, int] = {}
    found: dict[Formula, None] = {}
    for part in parts:
        if isinstance(part, In):
            masks[part.finding] = masks.get(part.finding, 0) | part.mask
        elif part != FALSE:
            found[part] = None
    if TRUE in found:
        return TRUE
    joined = (*(In(name, mask) for name, mask in masks.items() if mask), *found)
    return joined[0] if len(joined) == 1 else Or(joined)


def factored(parts: Iterable[Formula]) -> tuple[Formula, ...]:
    """Return the parts of an Or with what some of them share asked once: `a and b or a and c` as `a and (b or c)`.

    >>> a, b, c = In("a", 1), In("b", 1), In("c", 1)
    >>> factored([both([a, b]), both([a, c])]) == (both([a, either([b, c])]),)
    True
    """
    left, found = list(parts), list[Formula]()
    while True:
        asked = Counter(each for part in left if isinstance(part, And) for each in part.parts)
        shared, times = asked.most_common(1)[0] if asked else (TRUE, 0)
        if times < 2:
            return (*found, *left)
        those = [part for part in left if isinstance(part, And) and shared in part.parts]
        rests = [both(each for each in part.parts if each != shared) for part in those]
        found.append(both([shared, either(rests)]))
        left = [part for part in left if part not in those]


def negated(part: Formula) -> Formula:
    """Return that a part does not hold."""
    if part == TRUE:
        return FALSE
    if part == FALSE:
        return TRUE
    return part.part if isinstance(part, Not) else Not(part)


def holds(formula: Formula, cells: Mapping[str, int]) -> bool:
    """Tell whether a formula is true of a row.

    >>> holds(both([In("a", 0b01), negated(In("b", 0b10))]), {"a": 0, "b": 2})
    True
    """
    match formula:
        case In(finding, mask):
            return bool(mask >> cells[finding] & 1)
        case And(parts):
            return all(holds(part, cells) for part in parts)
        case Or(parts):
            return any(holds(part, cells) for part in parts)
        case Not(part):
            return not holds(part, cells)
        case _:
            assert_never(formula)
