"""How many rows take an edge, to be seen: its width, and what became more or less."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph import Action
from ...results.cohorts import Cohort, Count, Moves
from ..model.counts import base, flow, now, number_text
from ..model.plan import START, Edge, Plan
from .overlay import SYMBOLS, Alteration, Marks, Sign

THINNEST, WIDEST = 0.8, 7.0
"""The widths of the edge of a single row and of that of all, in points."""
MORE, FEWER = "▲", "▼"


def width_of(share: float) -> float:
    """Return the width of an edge that this share of the rows takes: twice as many rows are twice as wide.

    >>> width_of(1), round(width_of(0.5), 2)
    (7.0, 3.9)
    """
    return THINNEST + (WIDEST - THINNEST) * share


def count_marks(plan: Plan, found: Cohort | Moves) -> Marks:
    """Return the widths of the edges, where no row comes, and of moves a sign at each box where other rows end.

    An edge of which it is not told how many rows take it is as thin as one for a single row.
    """
    cohort = now(found)
    whole = base(cohort)
    widths: dict[tuple[str, str], float] = {}
    missed: set[str] = {name for name in cohort.nodes if name in plan.boxes and cohort.nodes[name] == 0}
    lines: set[tuple[str, str]] = set()
    captions: dict[str, list[Count]] = {}
    for edge, caption, rows in _edges(plan, cohort):
        if caption:
            captions.setdefault(caption, []).append(rows)
        if rows == 0:
            lines.add(edge)
        else:
            widths[edge] = width_of((rows or 0) / whole if whole else 0)
    missed |= {caption for caption, rows in captions.items() if not any(n != 0 for n in rows)}
    signs = dict(_signs(plan, found)) if isinstance(found, Moves) else {}
    return Marks(signs=signs, missed=frozenset(missed), missed_lines=frozenset(lines), widths=widths)


def _edges(plan: Plan, cohort: Cohort) -> Iterator[tuple[Edge, str | None, Count]]:
    """Each edge with the caption of its answer and the rows that take it."""
    start = cohort.graph.start
    if start in plan.boxes and START in plan.boxes:
        yield (START, start), None, cohort.nodes[start]
    for (tail, head), caption in plan.ways.items():
        yield (tail, plan.end(tail, head)), caption, flow(cohort, tail, head)
    for name, oval in plan.into.items():
        inside = [flow(cohort, *way) for way in plan.ways if way[1] == name]
        rows = cohort.nodes[name]
        yield (oval, name), None, None if rows is None or None in inside else max(rows - sum(n or 0 for n in inside), 0)


def _signs(plan: Plan, moves: Moves) -> Iterator[tuple[str, tuple[Sign, ...]]]:
    """A sign at each box where other rows end than before."""
    other = {end for pair in moves.counts if pair[0] != pair[1] for end in pair}
    for node in moves.new.graph.nodes.values():
        if node.id not in plan.boxes or not isinstance(node, Action) or not node.is_leaf:
            continue
        old, new = moves.old.leaves.get(node.id, 0), moves.new.leaves[node.id]
        if node.id in other or moves.altered.get(node.id, 0) != 0:
            mark = SYMBOLS[Alteration.CHANGED]
            if old is not None and new is not None and old != new:
                mark = MORE if new > old else FEWER
            yield node.id, (Sign(mark, Alteration.CHANGED, f"{number_text(old)} → {number_text(new)}"),)
