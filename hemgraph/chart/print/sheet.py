"""What stands around a chart on paper, and how much of the page that takes: all that is not the chart."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ...results import Trace
from ..model.counts import count_lines
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
from ..model.outline import outline
from ..model.text import wrap
from ..model.theme import PRINT, Theme
from ..svg.legend import Path, Signs, counting_of, kinds_of, legend, path_of
from .paper import MARGIN

if TYPE_CHECKING:
    from ..chart import Chart

KEYS_EDGE = 4
"""That of a legend."""
_TITLE, _ROW, _FOOT = 15.0, 9.9, 9.7  # the heights of a row of each
_TITLE_SIZE, _ROW_SIZE, _FOOT_SIZE = 12, 8, 8
_GAP = 8.0
CASE_ROWS = 4
"""For how many rows of findings a layout leaves room; with more of them the chart shrinks."""


@dataclass(frozen=True)
class Sheet:
    """One page with a chart: its title, its footer, and what stands below the chart.

    `cased` is whether a path is marked on it; without a trace it stands for any. `told` is whether the
    pages behind it say who disagrees.
    """

    chart: Chart
    stamp: Stamp = NO_STAMP
    trace: Trace | None = None
    signs: Signs = frozenset()
    cased: bool = False
    told: bool = True

    @property
    def title(self) -> str:
        """The title of the page."""
        section = self.chart.section
        return f"{self.chart.graph.title}{f' – {section}' if section else ''}"

    @cached_property
    def footer(self) -> tuple[str, ...]:
        """The lines of the footer above that of what the graph is not for."""
        graph, names = self.chart.graph, self.chart.scheme.edges
        lines = (footer(graph, self.stamp), *sources_line(graph))
        return (*lines, *abbreviations_line(graph, (outline(graph, names, details=False), *self.below, *lines)))

    @cached_property
    def below(self) -> tuple[str, ...]:
        """The lines below the chart."""
        lines = note_lines(self.chart.graph, self.chart.scheme.edges)
        if self.chart.overview:
            lines = ()
        lines += count_lines(self.chart.counts) if self.chart.counts else ()
        return (*lines, *(case_lines(self.trace, self.stamp) if self.trace else ()))

    def legend(self, width: float, theme: Theme = PRINT) -> tuple[str, float]:
        """Return the legend for a page of this width, and its height."""
        path = Path.WHOLE if self.cased and self.trace is None else path_of(self.trace)
        counting = counting_of(self.chart.counts)
        across = width - 2 * MARGIN
        return legend(
            theme, across, kinds_of(self.chart.drawn.plan), self.signs, path, told=self.told, counting=counting
        )

    def top(self, width: float) -> float:
        """Return how high the upper margin is, with the title in it."""
        word = status_word(self.chart.graph, self.stamp) or "DRAFT"
        return top_of(self.title, word, width)

    def bottom(self, width: float) -> float:
        """Return how high the lower margin is, with the footer in it."""
        return bottom_of((*self.footer, judgement(self.chart.graph)), width)

    def around(self, width: float) -> float:
        """Return how much of the height of a page of this width is not the chart's."""
        inner = width - 2 * MARGIN
        keys = self.legend(width)[1]
        tall = (keys + 2 * KEYS_EDGE) * inner / (inner + 2 * KEYS_EDGE) if keys else 0
        rows = sum(_rows(line, inner, _ROW_SIZE) for line in self.below)
        rows += CASE_ROWS if self.cased and self.trace is None else 0
        return self.top(width) + self.bottom(width) + tall + rows * _ROW + _GAP


def top_of(title: str, word: str, width: float) -> float:
    """Return how high the margin above a page is with this title, and the status beside it."""
    return MARGIN + _rows(title, width - 2 * MARGIN - 9 * len(word) - 80, _TITLE_SIZE) * _TITLE + _GAP


def bottom_of(lines: tuple[str, ...], width: float) -> float:
    """Return how high the margin below a page is with these lines of footer; the last has the page number beside it."""
    across = width - 2 * MARGIN
    rows = sum(_rows(line, across, _FOOT_SIZE) for line in lines[:-1]) + _rows(lines[-1], across - 60, _FOOT_SIZE)
    return MARGIN + rows * _FOOT + 2 * _GAP


def _rows(text: str, across: float, size: float) -> int:
    return len(wrap(text, across * 0.98, size, bold=size == _TITLE_SIZE))
