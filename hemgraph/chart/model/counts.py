"""The counts of a cohort as they stand on a chart, in boxes and under answers, and what they are counts of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ...graph import Action, Condition, DecisionGraph
from ...results.cohorts import Cohort, Count, Moves
from .page_graph import PageGraph

UNTOLD = "–"
"""Stands for a count that is not told."""
_THIN = "\u202f"
_GLUE = "\u00a0"
FEW = 200
"""Under so many rows a share has no decimal."""


def number_text(rows: Count) -> str:
    r"""Return a count in groups of three digits, between which no line ends.

    >>> number_text(1234567), number_text(999), number_text(None)
    ('1\u202f234\u202f567', '999', '–')
    """
    return UNTOLD if rows is None else f"{rows:,}".replace(",", _THIN)


def share_text(rows: Count, whole: Count) -> str:
    r"""Return a count with its share; it rounds to none, or to all, only where that is so.

    >>> [share_text(n, 5000) for n in (0, 1, 1234, 4999)]
    ['0', '1\xa0(<0.1\u202f%)', '1\u202f234\xa0(24.7\u202f%)', '4\u202f999\xa0(>99.9\u202f%)']
    >>> share_text(7, 60), share_text(7, None)
    ('7\xa0(12\u202f%)', '7')
    """
    if not rows or not whole:
        return number_text(rows)
    places = 0 if whole < FEW else 1
    least = 1 if whole < FEW else 0.1
    share = 100 * rows / whole
    if rows == whole:
        text = "100"
    elif share < least:
        text = f"<{least}"
    else:
        text = f">{100 - least}" if share > 100 - least else f"{share:.{places}f}"
    return f"{number_text(rows)}{_GLUE}({text}{_THIN}%)"


def base(cohort: Cohort) -> int:
    """Return of what the shares are: of the rows that are cases or, where these are not told, of all."""
    cases = cohort.nodes[cohort.graph.start]
    return cohort.rows if cases is None else cases


def now(found: Cohort | Moves) -> Cohort:
    """Return the cohort that is on the chart: of moves that behind them."""
    return found.new if isinstance(found, Moves) else found


def flow(cohort: Cohort, tail: str, head: str) -> Count:
    """Return how many rows an edge takes: those of all branches that lead there; not told where one of them is not."""
    node = cohort.graph.nodes[tail]
    if isinstance(node, Action):
        return cohort.nodes[tail]
    parts = [cohort.branches[tail, n] for n, branch in enumerate(node.branches) if branch.go == head]
    return None if None in parts else sum(part or 0 for part in parts)


def counted(scheme: PageGraph, found: Cohort | Moves) -> PageGraph:
    """Return a scheme with the counts of its boxes and answers."""
    cohort = now(found)
    boxes = {name: text for name in scheme.edges if name in cohort.nodes and (text := "\n".join(_box(found, name)))}
    boxes[""] = f"n = {number_text(cohort.nodes[cohort.graph.start])}".replace(" ", _GLUE)
    return replace(scheme, answers=edges_of(found), boxes=boxes)


def edges_of(found: Cohort | Moves) -> dict[tuple[str, str], str]:
    """Return the counts of all edges of the graph."""
    cohort = now(found)
    ways = [(node.id, target) for node in cohort.graph.nodes.values() for target in node.targets]
    return {way: share_text(flow(cohort, *way), base(cohort)) for way in ways}


def _box(found: Cohort | Moves, name: str) -> Iterator[str]:
    """What stands in a box: how many an action is for, or how many rows stop or go on at a question."""
    cohort = now(found)
    if isinstance(node := cohort.graph.nodes[name], Action):
        if isinstance(found, Moves) and node.is_leaf:
            yield f"{number_text(found.old.leaves.get(name, 0))} → {number_text(cohort.leaves[name])}".replace(
                " ", _GLUE
            )
        else:
            yield share_text(cohort.nodes[name], base(cohort))
        return
    for rows, words in ((cohort.stopped[name], "stop here:"), (cohort.idle[name], "go on:")):
        if rows != 0:
            yield f"not{_GLUE}known, {words.replace(' ', _GLUE)}{_GLUE}{number_text(rows)}"


def count_lines(found: Cohort | Moves) -> tuple[str, ...]:
    """Return what the numbers on a page are."""
    least = now(found).least
    return (f"{name_of(found)}: {read_text(found)}", *given_texts(found), *((untold(least),) if least else ()))


def name_of(found: Cohort | Moves) -> str:
    """Return the name of a cohort; of moves both, unless they are the same."""
    both = (found.old.name, found.new.name) if isinstance(found, Moves) else (found.name,)
    return " → ".join(dict.fromkeys(both))


def read_text(found: Cohort | Moves) -> str:
    """Return how many rows there are, and of which the shares are."""
    cohort = now(found)
    known = cohort.nodes[cohort.graph.start] is not None
    whole = f"{number_text(base(cohort))} that are cases" if known else f"{number_text(cohort.rows)} that were read"
    rows = "1 row" if cohort.rows == 1 else f"{number_text(cohort.rows)} rows"
    read = f"{rows} read, {number_text(cohort.refused)} refused."
    end = " Where they end: rows before → rows now; elsewhere rows now." if isinstance(found, Moves) else ""
    return f"{read} Numbers are of rows, with their share of the {whole}.{end}"


def given_texts(found: Cohort | Moves) -> tuple[str, ...]:
    """Return what every row was given, whatever its columns say; and which two graphs are set side by side."""
    given = "; ".join(f"{name}: {value}" for name, value in now(found).given.items())
    texts = [f"Every row was given, whatever its columns say: {given}."] if given else []
    if isinstance(found, Moves) and found.old.graph != found.new.graph:
        texts.append(f"Before: {_named(found.old.graph)}. Now: {_named(found.new.graph)}.")
    return tuple(texts)


def _named(graph: DecisionGraph) -> str:
    return f"{graph.title}, {graph.id} {graph.version} ({graph.status.upper()})"


def untold(least: int) -> str:
    """Return why a number is not told."""
    return f"{UNTOLD}: not told, for it is under {least}, or such a number could be computed from it."


def said(found: Cohort | Moves) -> dict[str, str]:
    """Return the counts of each box in words: how many an action is for, and of a question how many go where."""
    cohort = now(found)
    texts = {}
    for name, node in cohort.graph.nodes.items():
        parts = [text.replace(_GLUE, " ") for text in _box(found, name)]
        if isinstance(node, Condition):
            ways = dict.fromkeys(node.targets)
            parts = [
                f"to {cohort.graph.boxes[go]}: {share_text(flow(cohort, name, go), base(cohort))}" for go in ways
            ] + parts
        texts[name] = f"Rows: {'; '.join(parts)}."
    return texts
