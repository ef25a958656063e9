"""What stands around a chart on paper, and how much of the page that takes: all that is not the chart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from ...graph import DecisionGraph
from ...results import Trace
from ..model.counts import count_lines
from ..model.data import Data
from ..model.imprint import (
    NO_STAMP,
    Stamp,
    abbreviations_line,
    case_lines,
    footer,
    judgement,
    note_lines,
    sources_line,
    status_word,
)
from ..model.text import glued, wrap
from ..model.text import width as text_width
from ..model.theme import PRINT, Theme
from ..svg.legend import Path, Signs, counting_of, kinds_of, legend, path_of
from .paper import MARGIN

if TYPE_CHECKING:
    from ..chart import Chart

KEYS_EDGE = 1
"""That of a legend."""
_TITLE, _ROW, _FOOT = 12.5, 9.9, 9.4  # the heights of a row of each
_TITLE_SIZE, _ROW_SIZE, _FOOT_SIZE = 12, 8, 8
_BELOW_TITLE, _RULE = 4.0, 6.5  # between title and body; from the body to the first row of the footer
_CLEAR = 6.0  # between text that fills a page and what stands around it
CASE_ROWS = 4
"""For how many rows of findings every page with a case leaves room, so that boxes stand at one place for all cases."""
APART = 0.9  # how far apart the parts of a footer stand, in sizes of its text
_LEADS = ("Sources", "Abbreviations", "Not for", "Findings entered", "Asked and not known")
"""What stands bold in a footer, before a colon."""


@dataclass(frozen=True)
class Sheet:
    """One page with a chart: its title, its footer, and what stands below the chart.

    `cased` is whether a path is marked on it; without a trace it stands for any. `behind` is whether pages behind it
    say what the notes and the sources are, `disputes` whether they say who disagrees.
    """

    chart: Chart
    stamp: Stamp = NO_STAMP
    trace: Trace | None = None
    signs: Signs = frozenset()
    cased: bool = False
    disputes: bool = True
    behind: bool = True

    @property
    def title(self) -> str:
        """The title of the page."""
        section = self.chart.section
        return f"{self.chart.graph.title}{f' – {section}' if section else ''}"

    @cached_property
    def footer(self) -> tuple[str, ...]:
        """The parts of the footer."""
        texts = (self.title, self.chart.texts, *self.below)
        case = case_lines(self.trace, self.stamp) if self.trace else ()
        return foot(self.chart.graph, self.stamp, texts, case, short=self.behind)

    @cached_property
    def below(self) -> tuple[str, ...]:
        """The lines below the chart: its notes where no pages are behind it, and what is counted."""
        lines = () if self.behind else note_lines(self.chart.graph, self.chart.scheme.edges)
        if self.chart.overview:
            lines = ()
        return (*lines, *(count_lines(self.chart.counts) if self.chart.counts else ()))

    def legend(self, width: float, theme: Theme = PRINT) -> tuple[str, float]:
        """Return the legend for a page of this width, and its height."""
        path = Path.WHOLE if self.cased and self.trace is None else path_of(self.trace)
        counting = counting_of(self.chart.counts)
        across = width - 2 * MARGIN - 2 * KEYS_EDGE
        kinds, disputes, behind = kinds_of(self.chart.drawn.plan), self.disputes, self.behind
        return legend(theme, across, kinds, self.signs, path, disputes=disputes, behind=behind, counting=counting)

    def top(self, width: float) -> float:
        """Return how high the upper margin is, with the title in it."""
        word = status_word(self.chart.graph, self.stamp) or "DRAFT"
        return top_of(self.title, word, width)

    def bottom(self, width: float) -> float:
        """Return how high the lower margin is, with the footer in it; it is the same for all but the longest cases."""
        own = bottom_of(self.footer, width)
        if self.trace is None:
            return own + (CASE_ROWS * _FOOT if self.cased else 0)
        return max(own, replace(self, trace=None).bottom(width))

    def around(self, width: float) -> float:
        """Return how much of the height of a page of this width is not the chart's; it is the same for most cases."""
        keys = max(self.legend(width)[1], replace(self, trace=None).legend(width)[1])
        rows = sum(_rows(line, width - 2 * MARGIN, _ROW_SIZE) for line in self.below)
        rest = (keys + 2 * KEYS_EDGE if keys else 0) + (rows * _ROW + 7 if rows else 0)
        return self.top(width) + self.bottom(width) + rest


def foot(
    graph: DecisionGraph, stamp: Stamp, texts: Iterable[str], case: tuple[str, ...] = (), *, short: bool = True
) -> tuple[str, ...]:
    """Return the parts of a footer: the case, the graph, its sources, the abbreviations of some texts, what it is not.

    `short` names the sources by their ids, where another page has their titles.
    """
    lines = (*case, footer(graph, stamp), *sources_line(graph, short=short))
    return (*lines, *abbreviations_line(graph, (*texts, *lines, judgement(graph))), judgement(graph))


def run_in(parts: Iterable[str]) -> list[dict[str, str]]:
    """Return the parts of a footer as data, each with the words that stand bold before it.

    >>> run_in(["toy 1.0.0", "Sources: one"])
    [{'lead': '', 'text': 'toy 1.0.0'}, {'lead': 'Sources: ', 'text': 'one'}]
    """
    cut = (next((len(lead) + 2 for lead in _LEADS if part.startswith(f"{lead}: ")), 0) for part in parts)
    return [{"lead": part[:n], "text": part[n:]} for part, n in zip(parts, cut, strict=True)]


def page_of(title: str, parts: tuple[str, ...], size: tuple[float, float], clear: float = _CLEAR) -> dict[str, Data]:
    """Return a page of this size as data, with room for its title above and the parts of its footer below.

    `clear` is what besides parts them from the text between them.
    """
    width, height = size
    top, bottom = top_of(title, "DRAFT", width) + clear, bottom_of(parts, width) + clear
    return {"width": width, "height": height, "top": top, "bottom": bottom, "clear": clear}


def top_of(title: str, word: str, width: float) -> float:
    """Return how high the margin above a page is with this title, and the page number and the status beside it."""
    beside = 9 * len(word) + 80
    return MARGIN + _rows(title, width - 2 * MARGIN - beside, _TITLE_SIZE) * _TITLE + _BELOW_TITLE


def bottom_of(parts: tuple[str, ...], width: float) -> float:
    """Return how high the margin below a page is with these parts of a footer, which are one paragraph."""
    return MARGIN + _RULE + _foot_rows(parts, width - 2 * MARGIN - 6) * _FOOT


def _foot_rows(parts: tuple[str, ...], across: float) -> int:
    """The rows of a footer, filled word by word as the page does it: its leads are bold, its parts stand apart."""
    rows, used = 1, 0.0
    for part in run_in(parts):
        gap = APART * _FOOT_SIZE if used else 0.0
        for text, bold in ((part["lead"], True), (part["text"], False)):
            words = [text.strip()] if bold else glued(text).split(" ")  # a lead is never broken
            for word in filter(None, words):
                need = text_width(word, _FOOT_SIZE, bold=bold)
                if used and used + gap + need > across:
                    rows, used, gap = rows + 1, 0.0, 0.0
                rows += int(need // across)  # a word that is wider than the page is broken
                used += gap + need % across
                gap = text_width(" ", _FOOT_SIZE)
    return rows


def _rows(text: str, across: float, size: float) -> int:
    return len(wrap(text, across * 0.98, size, bold=size == _TITLE_SIZE))
