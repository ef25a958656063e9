"""Which of many layouts of one chart prints its text largest."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, partial
from itertools import islice
from math import log

from ..dot import SPACE, layout_dot
from ..model.page_graph import Scheme, questions
from ..model.plan import Plan, plan
from ..model.sections import COMFORT
from ..model.theme import Theme
from ..print.paper import Around, Fit, Paper, fit
from ..print.sheet import EDGE
from .blocks import Blocks, blocks_of
from .check import Edge, crossings, trespasses
from .graphviz import Layout, lay_out, unpacked

WRAPS = (72.0, 84.0, 96.0, 104.0, 112.0, 128.0, 150.0)
"""The widths of text that are tried, in points."""
USUAL, BEST, WIDE = 104.0, 112.0, 256.0
"""That of a chart for a screen; that which reads best where all are as large; that of an overview."""
SPACES = (SPACE, (0.04, 0.1))
"""The gaps between boxes, and between ranks of them, that are tried, in inches."""
MOST_NODES = 120
"""Above this a chart is no page to be pinned to a wall, and only one layout is made."""
BUDGET = 8_000
"""How much is laid out at most: layouts, times the boxes of each."""
STARTS = 2
"""From how many layouts the search goes on; from three times as many where the text is still small."""
ENOUGH = 8.15
"""Text of this size, in points, is not small: it leaves something for a case with many findings."""
_LEAST = 1e-3
_CROSSED = 0.9
"""A crossing of edges is worth as much as text smaller by this factor."""
_TOUCHED = 0.985
"""An edge that runs along a box, as well."""


@dataclass(frozen=True)
class Way:
    """What a layout is made from: the width of text, that of some boxes, leaves beside questions, and the gaps.

    `below` are pairs of boxes of which the second lies below the first although no edge leads there: so two edges that
    lead to the same two boxes need not cross.
    """

    most: float
    beside: Mapping[str, int] = field(default_factory=dict)
    own: Mapping[str, float] = field(default_factory=dict)
    space: tuple[float, float] = SPACES[0]
    below: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Drawn:
    """A plan with its places, and how it lies on the paper it was made for."""

    plan: Plan
    blocks: Blocks
    layout: Layout
    fit: Fit
    way: Way

    @cached_property
    def score(self) -> float:
        """How large the text is printed, less what edges cost the reader that cross, or that run along a box."""
        return float(self.fit.scale * _CROSSED ** len(self.crossed) * _TOUCHED**self._touched)

    @cached_property
    def crossed(self) -> tuple[tuple[Edge, Edge], ...]:
        """The pairs of edges that cross."""
        return tuple(crossings(self.layout))

    @cached_property
    def _touched(self) -> int:
        return len({(tail, head, key) for tail, head, key in trespasses(self.layout, 1.5)})

    def beats(self, other: Drawn) -> bool:
        """Return whether it is better than a layout by more than a trifle; it counts no more crossings than it must."""
        least = other.score + _LEAST
        size = self.fit.scale
        if size <= least or not self.is_clean or (size := size * _TOUCHED**self._touched) <= least:
            return False
        most = int(log(least / size, _CROSSED))
        return len(list(islice(crossings(self.layout), most + 1))) <= most and self.score > least

    @cached_property
    def is_clean(self) -> bool:
        """Whether no edge runs through a box or a label that it does not belong to."""
        return next(trespasses(self.layout), None) is None


@dataclass(frozen=True)
class Task:
    """What is to be laid out, for which paper, by which engine and in which sizes; `around` is the rest of the page.

    `hasty` is one of many pages, for each of which a few layouts must do.
    """

    scheme: Scheme
    paper: Paper
    engine: str
    theme: Theme
    around: Around
    hasty: bool = False

    def made(self, way: Way) -> Drawn:
        """Return one layout."""
        planned = plan(self.scheme, self.theme, way.most, way.own)
        blocks = blocks_of(planned, way.beside)
        layout = unpacked(planned, blocks, lay_out(layout_dot(blocks, way.space, way.below), self.engine))
        size = layout.width + 2 * EDGE, layout.height + 2 * EDGE
        return Drawn(planned, blocks, layout, fit(self.paper, *size, self.around), way)


def best_layout(task: Task) -> Drawn:
    """Return the layout with the largest text on a paper, among those whose edges run through no box.

    Tried are widths of text with no, one or two leaves beside every question; then, from the best few of these, each
    box alone: its leaves beside it, its own width of text, and what lies below what. A crossing of edges counts as
    much as text smaller by a tenth, an edge along a foreign box as one smaller by a sixtieth. It is the same at every
    run. What is not checked: that no better layout exists.
    """
    if len(task.scheme.edges) > MOST_NODES or task.hasty:
        return quick_layout(task)
    tried, clean = _coarse(task)
    if not clean:
        return tried[0]
    left = max(BUDGET // len(task.scheme.edges) - len(tried), 0) // STARTS
    best = clean[0]
    for n, start in enumerate(clean[: 3 * STARTS]):
        enough = len(task.scheme.edges) > COMFORT or best.fit.scale * task.theme.text_size >= ENOUGH
        if n >= STARTS and enough:
            break
        best = max(best, _climbed(task, start, left), key=lambda drawn: drawn.score)
    return best


def _coarse(task: Task) -> tuple[list[Drawn], list[Drawn]]:
    """All layouts in which every box is made alike, the largest first; and those of them that are clean, by score."""
    asking = questions(task.scheme)
    wraps = sorted(WRAPS, key=lambda most: abs(most - BEST))  # where all are as large, the one that reads best
    ways = [
        Way(most, dict.fromkeys(asking, count), {}, space) for most in wraps for count in (0, 1, 2) for space in SPACES
    ]
    tried = sorted((task.made(way) for way in ways), key=lambda drawn: -round(drawn.fit.scale, 3))
    return tried, sorted((drawn for drawn in tried if drawn.is_clean), key=lambda drawn: -drawn.score)


def _climbed(task: Task, best: Drawn, left: int) -> Drawn:
    """The best that changes of one box at a time lead to, with at most so many layouts."""
    while left > 0:
        before = best
        for change in (*_uncrossing(best), *_changes(task.scheme)):
            way = change(best.way)
            if way != best.way and left > 0:
                left -= 1
                trial = task.made(way)
                best = trial if trial.beats(best) else best
        if best is before:
            break
    return best


def quick_layout(task: Task) -> Drawn:
    """Return one good layout for a screen, a paper of its own size, or an overview; there text is as large as it is."""
    for most in (WIDE if task.scheme.word else USUAL, *WRAPS):
        drawn = task.made(Way(most))
        if drawn.is_clean:
            break
    return drawn


def _changes(scheme: Scheme) -> Iterator[Callable[[Way], Way]]:
    """Changes of one box: how many leaves stand beside a question, how wide the text of a box is; and of the gaps."""
    for name in questions(scheme):
        for count in range(min(scheme.free_ends(name), 2) + 1):
            yield partial(_beside, name, count)
    for name in scheme.edges:
        for most in WRAPS[::2]:
            yield partial(_wrapped, name, most)
    for space in SPACES:
        yield partial(_spaced, space)


def _uncrossing(drawn: Drawn) -> Iterator[Callable[[Way], Way]]:
    """For each two edges that cross: the box where one of them ends below that where the other does."""
    heads = dict.fromkeys((drawn.plan.node_at(one[1]), drawn.plan.node_at(other[1])) for one, other in drawn.crossed)
    for upper, lower in heads:
        for pair in ((upper, lower), (lower, upper)):
            if upper != lower and not drawn.plan.leads(pair[1], pair[0]):
                yield partial(_below, pair)


def _below(pair: tuple[str, str], way: Way) -> Way:
    return way if pair in way.below or pair[::-1] in way.below else replace(way, below=(*way.below, pair))


def _beside(name: str, count: int, way: Way) -> Way:
    return replace(way, beside={**way.beside, name: count})


def _wrapped(name: str, most: float, way: Way) -> Way:
    return replace(way, own={**way.own, name: most})


def _spaced(space: tuple[float, float], way: Way) -> Way:
    return replace(way, space=space)
