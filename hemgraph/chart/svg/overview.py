"""The overview of a print in sections, as SVG: tinted or hatched cells under the boxes, a panel for each section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from ...graph import DecisionGraph
from ..layout.places import Layout
from ..layout.problem import GUTTER
from ..layout.routes import Cell
from ..model.overview import Entry, Overview, entries_of
from ..model.plan import START, Plan
from ..model.sections import Section
from ..model.text import LEADING, wrap
from ..model.theme import Theme
from .overlay import Marks
from .shapes import num, text_element

TITLE, TEXT = 12.0, 10.0
"""The sizes of text in a panel, in points."""
PANELS_A_ROW = 3
_PAD, _GAP, _SWATCH = 8.0, 12.0, 16.0
_CROSS = 3.0
"""The width of an edge from one section to another."""
_TINTS = ("#dbe7f5", "#dff0dc", "#fbe3d3", "#efe3f3", "#f6efc8", "#d9f0ef")
_HATCHES = ("M0 6L6 0", "M3 0V6", "M0 3H6", "M0 0L6 6", "M0 3H6M3 0V6", "M0 0L6 6M0 6L6 0")


@dataclass(frozen=True)
class Panels:
    """An overview with the place that its panels take below the boxes."""

    overview: Overview
    graph: DecisionGraph
    cells: Mapping[str, Cell]
    layout: Layout

    @property
    def height(self) -> float:
        """How tall boxes and panels are together."""
        rows = [self._sections[n : n + PANELS_A_ROW] for n in range(0, len(self._sections), PANELS_A_ROW)]
        return self.layout.height + sum(_GAP + max(self._tall(section) for section, _ in row) for row in rows)

    @property
    def _sections(self) -> list[tuple[Section, int]]:
        return [*zip(self.overview.sections, self.overview.pages, strict=True)]

    @property
    def _across(self) -> float:
        columns = min(PANELS_A_ROW, len(self._sections))
        return (self.layout.width - (columns - 1) * _GAP) / columns

    def marks(self, plan: Plan, marks: Marks) -> Marks:
        """Return marks with those of an overview: where sections are entered, and edges from one to another."""
        home = {name: n for n, section in enumerate(self.overview.sections) for name in section.nodes}
        cross = {edge for edge in plan.edges if edge[0] != START and home[edge[0]] != home[edge[1]]}
        entered = {head for _, head in cross} | {self.graph.start}
        return replace(marks, heavy=frozenset(entered), widths={**dict.fromkeys(cross, _CROSS), **marks.widths})

    def under(self, theme: Theme) -> str:
        """Return what lies under the boxes: the cells of each section in its tint, and the panels."""
        return "\n".join((*self._patterns(theme), *self._cells(theme), *self._panels(theme)))

    def _patterns(self, theme: Theme) -> Iterator[str]:
        """A pattern for each section: its tint, and fine lines that tell it from the others without colour."""
        yield "<defs>"
        for n in range(len(self.overview.sections)):
            ground = f'<rect width="6" height="6" fill="{self._tint(n, theme)}"/>'
            lines = f'<path d="{_HATCHES[n % len(_HATCHES)]}" stroke="{theme.hatch}" stroke-width="0.4"/>'
            size = 'width="6" height="6" patternUnits="userSpaceOnUse"'
            yield f'<pattern id="section-{n}" {size}>{ground}{lines}</pattern>'
        yield "</defs>"

    def _tint(self, n: int, theme: Theme) -> str:
        return _TINTS[n % len(_TINTS)] if theme.tinted else theme.ground

    def _cells(self, theme: Theme) -> Iterator[str]:
        rows = self._bands()
        for n, section in enumerate(self.overview.sections):
            for name in section.nodes:
                if name in self.cells:
                    spot, (top, bottom) = self.layout.spots[name], rows[self.cells[name][1]]
                    left = spot.x - (spot.width + GUTTER) / 2
                    size = f'width="{num(spot.width + GUTTER)}" height="{num(bottom - top)}"'
                    yield f'<rect x="{num(left)}" y="{num(top)}" {size} fill="url(#section-{n})"/>'

    def _bands(self) -> dict[int, tuple[float, float]]:
        """For each row where it begins and ends: halfway to the next."""
        found: dict[int, tuple[float, float]] = {}
        for name, (_, row) in self.cells.items():
            spot = self.layout.spots[name]
            top, bottom = found.get(row, (spot.top, spot.bottom))
            found[row] = min(top, spot.top), max(bottom, spot.bottom)
        order = sorted(found)
        middle = {upper: (found[upper][1] + found[lower][0]) / 2 for upper, lower in pairwise(order)}
        bands, top = {}, found[order[0]][0] - 6
        for row in order:
            bottom = middle.get(row, found[row][1] + 6)
            bands[row] = top, bottom
            top = bottom
        return bands

    def _lines(self, section: Section) -> list[tuple[str, float, bool]]:
        """The text of a panel: each line with its size, and whether it is bold."""
        page = dict(self._sections)[section]
        inner = self._across - 2 * _PAD
        count = len(section.nodes)
        title = wrap(f"Page {page}: {section.title}", inner - _SWATCH - 4, TITLE, bold=True)
        lines = [(row, TITLE, True) for row in title]
        entries = list(entries_of(self.graph, section))
        enter = "You enter here:" if entries else "No edge leads here."
        lines += [(row, TEXT, False) for row in wrap(f"{count} box{'es' if count > 1 else ''}. {enter}", inner, TEXT)]
        for entry in entries:
            lines += [(row, TEXT, True) for row in wrap(f"{entry.number} {entry.text}", inner, TEXT, bold=True)]
            lines += [(row, TEXT, False) for row in wrap(_from(entry), inner, TEXT)]
        return lines

    def _tall(self, section: Section) -> float:
        return sum(size * LEADING for _, size, _ in self._lines(section)) + 2 * _PAD

    def _panels(self, theme: Theme) -> Iterator[str]:
        top, across = self.layout.height, self._across
        for first in range(0, len(self._sections), PANELS_A_ROW):
            row = self._sections[first : first + PANELS_A_ROW]
            tall = max(self._tall(section) for section, _ in row)
            top += _GAP
            for n, (section, _) in enumerate(row):
                yield from self._panel(section, first + n, n * (across + _GAP), top, tall, theme)
            top += tall

    def _panel(self, section: Section, n: int, left: float, top: float, tall: float, theme: Theme) -> Iterator[str]:
        across = self._across
        size = f'width="{num(across)}" height="{num(tall)}" rx="5"'
        yield f'<rect x="{num(left)}" y="{num(top)}" {size} fill="{theme.ground}" stroke="{theme.line}"/>'
        place = f'x="{num(left + across - _PAD - _SWATCH)}" y="{num(top + _PAD)}"'
        size = f'width="{num(_SWATCH)}" height="{num(TITLE)}"'
        yield f'<rect {place} {size} fill="url(#section-{n})" stroke="{theme.line}" stroke-width="0.5"/>'
        y = top + _PAD
        for words, size_of, bold in self._lines(section):
            middle = y + size_of * LEADING / 2
            yield text_element((words,), left + _PAD, middle, size_of, theme.ink, bold=bold, anchor="start")
            y += size_of * LEADING


def _from(entry: Entry) -> str:
    return f"from {'; '.join(entry.ways)}" if entry.ways else "at the start"
