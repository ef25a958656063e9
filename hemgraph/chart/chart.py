"""One graph laid out once, and drawn as often as there are cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from threading import Lock
from typing import TYPE_CHECKING

from ..errors import refuse
from ..graph import DecisionGraph
from ..results import Cohort, Difference, Moves
from ..wording.changes import names_text
from .layout.check import overlaps, trespasses
from .layout.graphviz import ENGINES
from .model.counts import counted, edges_of, now
from .model.outline import outline
from .model.page_graph import Scheme, scheme_of
from .model.sections import Division, Section, overview_of, schemes_of, sections_of
from .model.theme import PRINT, Style, Theme
from .model.versions import scheme_of_versions
from .print.paper import FIT, Fit, Paper
from .print.sheet import Sheet
from .svg.pen import Pen

if TYPE_CHECKING:
    from .layout.search import Drawn, Task

SMALL = 8.0
"""Below this size, in points, text on paper is hard to read."""
MANY = 12
"""Of more sections than these, none has a long search."""
SMALLEST = min(PRINT.text_size, PRINT.label_size)


class Chart:
    """The chart of one graph, or of a part of it that stands on one page. Threads may share it."""

    def __init__(
        self,
        graph: DecisionGraph,
        engine: str = "builtin",
        scheme: Scheme | None = None,
        style: Style = Style.CLINICAL,
        section: str = "",
        *,
        hasty: bool = False,
        counts: Cohort | Moves | None = None,
    ) -> None:
        """Take a graph and the layout engine; a `scheme` has what is drawn where that is not the graph alone.

        `hasty` is one of many pages: it has no long search for its layout. `counts` stand in its boxes.
        """
        if engine not in ENGINES:
            raise refuse(f"unknown engine `{engine}`", f"engines are {', '.join(ENGINES)}")
        self.graph = graph
        self.engine = engine
        self.style = style
        self.section = section
        self._hasty = hasty
        self.counts = counts
        plain = scheme or scheme_of(graph)
        self.scheme = counted(plain, counts) if counts else plain
        self._drawn: dict[tuple[Paper | None, bool], Drawn] = {}
        self._pens: dict[tuple[Paper | None, Theme, bool], Pen] = {}
        self._parts: dict[tuple[str, tuple[str, ...], tuple[int | None, ...]], Chart] = {}
        self._lock = Lock()

    @property
    def sizes(self) -> Theme:
        """The theme whose sizes the boxes have."""
        return replace(PRINT, style=self.style)

    @classmethod
    def of_versions(cls, found: Difference, engine: str = "builtin", style: Style = Style.CLINICAL) -> Chart:
        """Return one chart of both versions of a difference, named for both."""
        title = f"{found.new.title}: {names_text(found)}"
        return cls(replace(found.new, title=title), engine, scheme_of_versions(found), style)

    @classmethod
    def of_cohort(cls, found: Cohort | Moves, engine: str = "builtin", style: Style = Style.CLINICAL) -> Chart:
        """Return the chart of a graph with room for the counts of a cohort; of moves it is the new graph."""
        return cls(now(found).graph, engine, style=style, counts=found)

    @cached_property
    def words(self) -> str:
        """The graph in words, which many charts of it share."""
        return outline(self.graph)

    def drawn(self, paper: Paper | None = None, *, cased: bool = False) -> Drawn:
        """Return the layout for a paper, or for a screen; made once.

        On paper there is one for all cases, which leaves room for some lines of findings: boxes do not move from
        patient to patient.
        """
        from .layout.cache import shelved_layout
        from .layout.search import quick_layout

        with self._lock:
            key = paper, cased and paper is not None
            if key not in self._drawn:
                task = self._task(paper or FIT, cased)
                quick = paper in (None, FIT) or self.scheme.word
                self._drawn[key] = quick_layout(task) if quick else shelved_layout(task)
            return self._drawn[key]

    def _task(self, paper: Paper, cased: bool) -> Task:
        from .layout.search import Task

        return Task(self.scheme, paper, self.engine, self.sizes, cache(Sheet(self, cased=cased).around), self._hasty)

    def pen(self, paper: Paper | None, theme: Theme, *, cased: bool = False) -> Pen:
        """Return what draws the layout for a paper, or for a screen, in a theme."""
        key = paper, theme, cased
        if key not in self._pens:
            drawn = self.drawn(paper, cased=cased)
            self._pens[key] = Pen(drawn.plan, drawn.layout, replace(theme, style=self.style))
        return self._pens[key]

    def pages(self, division: Division, path: Sequence[str] = ()) -> tuple[Chart, ...]:
        """Return an overview and a chart of each section, or this chart alone where there are none.

        Of a path these are the sections that it passes, without an overview.
        """
        sections = () if self.scheme.graph is not self.graph else sections_of(self.graph, division)
        if not sections:
            return (self,)
        if not path:
            numbers = tuple(range(2, len(sections) + 2))
            overview = overview_of(self.graph, sections, numbers, edges_of(self.counts) if self.counts else {})
            return (self._part("overview", numbers, overview), *self._sections(sections, numbers))
        passed = [not {*path}.isdisjoint(section.nodes) for section in sections]
        return self._sections(sections, tuple(sum(passed[: n + 1]) if on else None for n, on in enumerate(passed)))

    def _sections(self, sections: Sequence[Section], pages: tuple[int | None, ...]) -> tuple[Chart, ...]:
        schemes = schemes_of(self.graph, sections, pages)
        found = zip(sections, schemes, pages, strict=True)
        return tuple(self._part(section.title, pages, scheme) for section, scheme, page in found if page)

    def _part(self, title: str, pages: tuple[int | None, ...], scheme: Scheme) -> Chart:
        """The chart of a part; made once, for the pages that it names."""
        key = title, tuple(scheme.edges), pages
        with self._lock:
            hasty = len(pages) > MANY
            part = Chart(self.graph, self.engine, scheme, self.style, title, hasty=hasty, counts=self.counts)
            return self._parts.setdefault(key, part)

    def text_size(self, paper: Paper) -> float:
        """Return the size of the smallest text of the chart on this paper, in points.

        What is not checked: the findings of a case, which stand below the chart and can shrink it further.
        """
        return SMALLEST * self.drawn(paper).fit.scale

    def measured(self, paper: Paper, lies: Fit | None = None, *, cased: bool = False) -> Measured:
        """Return what can be measured of the chart on a paper; `lies` is how it lies there beside other text."""
        drawn = self.drawn(paper, cased=cased)
        layout, lies = drawn.layout, lies or drawn.fit
        through, over = len(set(trespasses(layout))), len(list(overlaps(layout)))
        return Measured(lies.width, lies.height, SMALLEST * lies.scale, len(drawn.crossed), through, over)

    def layout_dot(self) -> str:
        """Return the DOT that is laid out for a screen."""
        from .dot import layout_dot

        return layout_dot(self.drawn().blocks)


@dataclass(frozen=True)
class Measured:
    """A chart on a page of this width and height: its smallest text, all in points, and what makes it hard to read.

    `crossings` are edges that cross, `through` edges through a foreign box or label, `over` boxes over each other.
    """

    width: float
    height: float
    text: float
    crossings: int
    through: int
    over: int
