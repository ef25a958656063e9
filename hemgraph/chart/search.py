"""Which of many layouts of one chart prints its text largest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..graph import Condition, DecisionGraph
from .blocks import Blocks, blocks_of
from .dot import layout_dot
from .frame import weighed_lines
from .geometry import trespasses
from .layout import Layout, lay_out, unpacked
from .page import FIT, MARGIN, PAPERS, Fit, fit
from .plan import Plan, Scheme, plan
from .text import wrap
from .theme import PRINT

WRAPS = (72.0, 84.0, 96.0, 104.0, 112.0, 128.0, 150.0)
"""The widths of text that are tried, in points."""
MOST_NODES = 120
"""Above this a chart is no page to be pinned to a wall, and only one layout is made."""
_LEAST = 1e-3


@dataclass(frozen=True)
class Drawn:
    """A plan with its places, and how it lies on the paper it was made for."""

    plan: Plan
    blocks: Blocks
    layout: Layout
    fit: Fit


def best_layout(scheme: Scheme, paper: str, engine: str) -> Drawn:
    """Return the layout with the largest text on a paper, among those whose edges run through no box.

    Tried are widths of text with no, one or two leaves beside every question; then, from the best of
    these, each question alone. It is the same at every run. What is not checked: that no better layout exists.
    """
    graph = scheme.graph
    if len(graph.nodes) > MOST_NODES:
        return _made(scheme, paper, engine, WRAPS[2], {})
    questions = [node.id for node in graph.nodes.values() if isinstance(node, Condition)]
    ways = [(most, dict.fromkeys(questions, count)) for most in WRAPS for count in (0, 1, 2)]
    best, most, beside = _first_clean((_made(scheme, paper, engine, *way), *way) for way in ways)
    for _ in range(2):
        before = best
        for name, count in _changes(graph, questions):
            if beside.get(name, 0) != count:
                trial = _made(scheme, paper, engine, most, {**beside, name: count})
                if trial.fit.scale > best.fit.scale + _LEAST and _is_clean(trial):
                    best, beside = trial, {**beside, name: count}
        if best is before:
            break
    return best


def quick_layout(scheme: Scheme, engine: str) -> Drawn:
    """Return one good layout for a screen, or a paper of its own size: there no search makes the text larger."""
    for most in (WRAPS[3], *WRAPS):
        drawn = _made(scheme, FIT, engine, most, {})
        if _is_clean(drawn):
            break
    return drawn


Tried = tuple[Drawn, float, Mapping[str, int]]
"""A layout, its width of text, and how many leaves stand beside each question."""


def _first_clean(tried: Iterable[Tried]) -> Tried:
    """The largest that is clean, or the largest of all where none is."""
    order = sorted(tried, key=lambda t: -round(t[0].fit.scale, 3))
    return next((t for t in order if _is_clean(t[0])), order[0])


def _is_clean(drawn: Drawn) -> bool:
    return next(trespasses(drawn.layout), None) is None


def _changes(graph: DecisionGraph, questions: list[str]) -> Iterator[tuple[str, int]]:
    """The questions with a leaf that could stand beside them, each with how many could."""
    for name in questions:
        leaves = [
            target
            for target in graph.network[name]
            if not graph.network[target] and graph.network.in_degree(target) == 1
        ]
        for count in range(min(len(leaves), 2) + 1):
            yield name, count


def _made(scheme: Scheme, paper: str, engine: str, most: float, beside: Mapping[str, int]) -> Drawn:
    planned = plan(scheme, PRINT, most)
    blocks = blocks_of(scheme.graph, planned, beside)
    layout = unpacked(planned, blocks, lay_out(layout_dot(blocks), engine))
    across = PAPERS[paper][0] - 2 * MARGIN if paper in PAPERS else max(layout.width, 420)
    rows = [row for line in weighed_lines(scheme.graph) for row in wrap(line, across, 8)]
    return Drawn(planned, blocks, layout, fit(paper, layout.width, layout.height, len(rows) * 13))
