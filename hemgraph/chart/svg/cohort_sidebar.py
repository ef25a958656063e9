"""The list beside the chart of a cohort: how many rows there are, where they end, what holds them up."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

from ...graph import DecisionGraph
from ...results import Status
from ...results.cohorts import Cohort, Count, Moves
from ...wording import node_text
from ..model.counts import base, given_texts, name_of, number_text, read_text, share_text, untold
from .sidebar import Entry

K = TypeVar("K", bound=Hashable)
MOST = 20
"""How many findings, or moves from box to box, are listed."""


def cohort_entries(found: Cohort | Moves) -> tuple[Entry, ...]:
    """Return the list: the rows by how they end; what is not known of them, or who moves; and what is not told."""
    rows = list(_moves(found) if isinstance(found, Moves) else _cohort(found))
    least = found.new.least if isinstance(found, Moves) else found.least
    return (*rows, Entry("Numbers that are not told", (untold(least),))) if least else tuple(rows)


def _cohort(cohort: Cohort) -> Iterator[Entry]:
    graph = cohort.graph
    ends = [f"{status}: {share_text(rows, base(cohort))}" for status, rows in cohort.statuses.items()]
    yield Entry(f"Cohort: {name_of(cohort)}", (read_text(cohort), *given_texts(cohort), *ends))
    waiting = {graph.findings[name].ask: rows for name, rows in cohort.missing.items() if rows != 0}
    if waiting:
        texts = [f"{share_text(rows, base(cohort))}: {ask}" for ask, rows in _ranked(waiting)]
        yield Entry("Not known, and it holds up", tuple(_first(texts)))
    if cohort.unread:
        texts = [f"{graph.findings[name].ask} ({name})" for name in cohort.unread]
        yield Entry("No column has", tuple(_first(texts)))


def _ranked(counts: Mapping[K, Count]) -> list[tuple[K, Count]]:
    """Counts by size, those that are not told last; which of these is larger is not told either."""
    return sorted(counts.items(), key=lambda item: -(item[1] or 0))


def _first(texts: list[str]) -> list[str]:
    return texts if len(texts) <= MOST else [*texts[:MOST], f"and {len(texts) - MOST} more"]


def _moves(moves: Moves) -> Iterator[Entry]:
    old, new = moves.old.statuses, moves.new.statuses
    ends = [f"{status}: {number_text(old[status])} → {number_text(new[status])}" for status in Status]
    share = share_text(moves.changed, moves.new.rows)
    changed = f"changed, by their end or by what is recommended, of all rows read: {share}"
    yield Entry(f"Cohort: {name_of(moves)}", (read_text(moves), *given_texts(moves), changed, *ends))
    texts = []
    for pair, rows in _ranked({pair: rows for pair, rows in moves.counts.items() if pair[0] != pair[1]}):
        one, other = _end(moves.old.graph, pair[0]), _end(moves.new.graph, pair[1])
        texts.append(f"{share_text(rows, moves.new.rows)}: {one} → {other}")
    if texts:
        yield Entry("From where to where, with the share of all rows read", tuple(_first(texts)))
    same = {name: rows for name, rows in moves.altered.items() if rows != 0}
    if same:
        texts = [f"{share_text(rows, moves.new.rows)}: {_end(moves.new.graph, n)}" for n, rows in _ranked(same)]
        yield Entry("The same box, other recommendations, with the share of all rows read", tuple(_first(texts)))


def _end(graph: DecisionGraph, name: str) -> str:
    """Where rows end: the number of a box and what it says, or how they end in none."""
    if name not in graph.nodes:
        return name
    text = node_text(graph, graph.nodes[name])
    return f"box {graph.boxes[name]}, {text}"
