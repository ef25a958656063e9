"""A graph as a chain of small tables: a row looks up where it is by some of its cells, again and again, to its end.

The levels of a decision diagram are joined to a few wide ones: each a table from a number and some cells to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..errors import Fault, NotDecided
from .diagram import Diagram, Diagrams
from .ends import FAULT, End
from .partly import Masks
from .paths import Paths
from .program import Program
from .tree import Tip
from .verdict import Verdict, verdicts

MOST_ENTRIES = 2_000_000
"""How many entries a table may have."""
WIDE, MANY = 1_024, 65_536
"""Up to how many combinations of cells, and entries, one table has; a single finding may need more."""


@dataclass(frozen=True)
class Table:
    """One step: from a number and the cells of some findings to the next number.

    The entry of number s and cells c1, c2 ... of `counts` n1, n2 ... is at ((s * n1 + c1) * n2 + c2) ...
    """

    findings: tuple[str, ...]
    counts: tuple[int, ...]
    entries: tuple[int, ...]


@dataclass(frozen=True)
class Tables:
    """The steps of a graph; a row begins with 0, and the last number is the position of its end in `tips`."""

    steps: tuple[Table, ...]
    tips: tuple[Tip, ...]


def tables(paths: Paths, masks: Masks, common: Program | None = None) -> Tables:
    """Return the tables for rows whose findings have these cells.

    With `common`, its program of that kind, it is told what all ways on of a stopped row recommend. Raises NotDecided
    where they would be too large.
    """
    diagrams, top = verdicts(paths, masks, common)
    levels, last = _levels(diagrams, top)
    return Tables(_joined(diagrams, levels), tuple(_tip(paths, diagrams.values[each]) for each in last))


def _levels(diagrams: Diagrams, top: Diagram) -> tuple[list[tuple[int, list[tuple[int, ...]]]], list[Diagram]]:
    """For each finding that is asked, the next number for each number and cell; and the diagrams at the end."""
    here, found = [top], []
    for level, count in enumerate(diagrams.counts):
        if all(diagrams.nodes[each][0] != level for each in here):
            continue
        numbers: dict[Diagram, int] = {}
        rows = []
        for each in here:
            at, below = diagrams.nodes[each]
            rows.append(
                tuple(numbers.setdefault(to, len(numbers)) for to in (below if at == level else (each,) * count))
            )
        if len(rows) * count > MOST_ENTRIES:
            raise NotDecided([Fault("the graph is too large to look its rows up", "split the graph")])
        found.append((level, rows))
        here = list(numbers)
    return found, here


def _joined(diagrams: Diagrams, levels: Sequence[tuple[int, list[tuple[int, ...]]]]) -> tuple[Table, ...]:
    """The levels as tables, each of as many findings as stay within bounds."""
    steps: list[Table] = []
    joined: list[int] = []
    rows: list[list[int]] = []  # for each number before the table, the numbers behind it
    for level, after in levels:
        wide = len(rows[0]) * diagrams.counts[level] if rows else 0
        if rows and (wide > WIDE or wide * len(rows) > MANY):
            steps.append(_table(diagrams, joined, rows))
            joined, rows = [], []
        rows = [[to for at in row for to in after[at]] for row in rows] if rows else [list(row) for row in after]
        joined.append(level)
    return (*steps, _table(diagrams, joined, rows)) if rows else tuple(steps)


def _table(diagrams: Diagrams, levels: Sequence[int], rows: Sequence[Sequence[int]]) -> Table:
    names, counts = (tuple(of[level] for level in levels) for of in (diagrams.order, diagrams.counts))
    return Table(names, counts, tuple(to for row in rows for to in row))  # type: ignore[arg-type]


def _tip(paths: Paths, verdict: object) -> Tip:
    assert isinstance(verdict, Verdict)
    number, end = verdict
    if end == FAULT:
        return Tip(FAULT, ())
    path = paths.path(number)
    assert isinstance(end, End)
    return Tip(end, tuple(zip(path.nodes, path.branches, strict=True)))
