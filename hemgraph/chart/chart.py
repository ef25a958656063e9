"""One graph laid out once, and drawn as often as there are cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import RLock

from ..errors import refuse
from ..graph import DecisionGraph
from ..results import Cohort, Difference, Moves
from ..wording.changes import names_text
from .layout.cache import cached
from .layout.check import faults
from .layout.edit import Adapted, adapted
from .layout.graphviz import ENGINES, graphviz_layout
from .layout.grid import Grid, laid_out
from .layout.kept import DETAIL, SECTION, WHOLE, Kept
from .layout.places import Layout
from .layout.search import HASTY, QUICK, Task
from .model.counts import counted, now
from .model.outline import outline
from .model.overview import MINI_WIDTH, Overview, mini_plan
from .model.page_graph import PageGraph, scheme_of
from .model.plan import DIAMOND_WIDTH, WIDTH, Plan, least_width, plan, usual_width
from .model.sections import Division, Section, schemes_of, sections_of
from .model.theme import PRINT, Style, Theme
from .model.versions import scheme_of_versions
from .svg.overview import Panels
from .svg.pen import Pen

SMALL = 8.0
"""Below this size, in points, text on paper is hard to read."""
SMALL_TITLE = 7.0
"""Titles of this size can still be read beside what is recommended, in smaller text."""
MANY = 12
"""Of more sections than these, none has a long search."""
MOST_BOXES = 120
"""Of more boxes than these a chart is no page to be pinned to a wall, and Graphviz lays it out."""
LAYOUTS = ("grid", "graphviz")
SMALLEST = min(PRINT.text_size, PRINT.label_size)


Progress = Callable[[str, float], None]
"""What is called while a layout is searched for: with which print it is for, and the part of the work that is done."""


def no_progress(page: str, part: float) -> None:
    """Show nothing."""


@dataclass(frozen=True)
class Drawn:
    """A plan with its places; `grid` are the cells that they come from, `adapted` what had to be changed for them.

    An overview has `panels` below its boxes.
    """

    plan: Plan
    layout: Layout
    grid: Grid | None = None
    adapted: Adapted | None = None
    panels: Panels | None = None


class Chart:
    """The chart of one graph, or of a part of it that stands on one page. Threads may share it."""

    def __init__(
        self,
        graph: DecisionGraph,
        engine: str = "builtin",
        scheme: PageGraph | None = None,
        style: Style = Style.CLINICAL,
        section: str = "",
        *,
        layout: str = "grid",
        kept: Kept | None = None,
        base: PageGraph | None = None,
        hasty: bool = False,
        detailed: bool = False,
        counts: Cohort | Moves | None = None,
        overview: Overview | None = None,
    ) -> None:
        """Take a graph; a `scheme` has what is drawn where that is not the graph alone.

        `layout` is `grid` or `graphviz`, `engine` which Graphviz. `kept` are the grids beside the graph, `base` is what
        was on them where that is not the scheme. `hasty` is one of many pages: it has a short search. `detailed` has
        recommendations in its boxes, `counts` stand in them. An `overview` has the boxes in miniature, without these.
        """
        if engine not in ENGINES:
            raise refuse(f"unknown engine `{engine}`", f"engines are {', '.join(ENGINES)}")
        if layout not in LAYOUTS:
            raise refuse(f"unknown layout `{layout}`", f"layouts are {', '.join(LAYOUTS)}")
        self.graph = graph
        self.engine = engine
        self.style = style
        self.section = section
        self.detailed = detailed
        self.counts = counts
        self.overview = overview
        self.kept = kept
        self.progress: Progress = no_progress
        self._hasty = hasty
        self._by_graphviz = layout == "graphviz" or engine != "builtin"
        plain = scheme or scheme_of(graph)
        self.base = base or plain
        self.scheme = counted(plain, counts) if counts and not overview else plain
        self._pens: dict[Theme, Pen] = {}
        self._schemes: dict[tuple[int | None, ...], tuple[PageGraph, ...]] = {}
        self._parts: dict[tuple[str, tuple[int | None, ...]], Chart] = {}
        self._lock = RLock()

    @property
    def sizes(self) -> Theme:
        """The theme whose sizes the boxes have."""
        return replace(PRINT, style=self.style)

    @classmethod
    def of_versions(cls, found: Difference, style: Style = Style.CLINICAL, kept: Kept | None = None) -> Chart:
        """Return one chart of both versions of a difference, named for both; `kept` are the grids of the new one."""
        title = f"{found.new.title}: {names_text(found)}"
        scheme = scheme_of_versions(found)
        return cls(replace(found.new, title=title), scheme=scheme, style=style, kept=kept, base=scheme_of(found.new))

    @classmethod
    def of_cohort(cls, found: Cohort | Moves, style: Style = Style.CLINICAL, kept: Kept | None = None) -> Chart:
        """Return the chart of a graph with room for the counts of a cohort; of moves it is the new graph."""
        return cls(now(found).graph, style=style, counts=found, kept=kept)

    @cached_property
    def words(self) -> str:
        """The graph in words, or the part of it that is charted here."""
        return outline(self.graph, self.part)

    @property
    def part(self) -> Iterable[str] | None:
        """The nodes of a chart of a part; None where it is of all, or of none by their names."""
        return None if self.graph.nodes.keys().isdisjoint(self.scheme.edges) else self.scheme.edges

    @cached_property
    def texts(self) -> str:
        """What stands on the chart, as far as abbreviations in it have to be explained."""
        return outline(self.graph, self.scheme.edges, details=False)

    @property
    def page(self) -> str:
        """Which kind of print it is, as a kept layout names it."""
        if self.section and not self.overview:
            return f"{SECTION}{self.section}"
        return DETAIL if self.detailed else WHOLE

    @property
    def drawn(self) -> Drawn:
        """The layout, made once, the same for every paper, screen and case: boxes never move between patients."""
        with self._lock:
            return self._drawn

    @cached_property
    def _drawn(self) -> Drawn:
        if self._by_graphviz or len(self.scheme.edges) > MOST_BOXES:
            planned = self._plan(self.scheme, usual_width(self.sizes, detailed=self.detailed))
            return Drawn(planned, graphviz_layout(planned, self.engine))
        grid = self._grid()
        if self.overview:
            planned = mini_plan(self.scheme, self.sizes)
            grid = adapted(self.task(self.base), grid).found.grid
            layout = laid_out(planned, replace(grid, width=MINI_WIDTH), even=True)
            panels = Panels(self.overview, self.graph, grid.cells, layout)
            return Drawn(planned, replace(layout, height=panels.height), grid, panels=panels)
        if self.style is Style.ISO5807:
            grid = replace(grid, width=grid.width * DIAMOND_WIDTH / WIDTH)
        found = adapted(self.task(self.scheme), grid)
        planned = self._plan(self.scheme, found.found.grid.width)
        return Drawn(planned, found.found.layout, found.found.grid, found)

    def _plan(self, scheme: PageGraph, width: float) -> Plan:
        return plan(scheme, self.sizes, width, detailed=self.detailed)

    def _grid(self) -> Grid:
        """The grid that is kept for this kind of print, or one that is searched for."""
        kept = self.kept.pages.get(self.page) if self.kept else None
        effort = HASTY if self._hasty else QUICK
        return kept or cached(self.task(self.base, Style.CLINICAL), effort, partial(self.progress, self.page))

    def task(self, scheme: PageGraph | None = None, style: Style | None = None) -> Task:
        """Return what a search for the grid of this print is given."""
        shown, sizes = scheme or self.base, replace(PRINT, style=style or self.style)
        return Task(
            partial(_planned, shown, sizes, self.detailed),
            even=not self.detailed,
            least=least_width(shown, sizes),
        )

    def pen(self, theme: Theme) -> Pen:
        """Return what draws the layout in a theme."""
        with self._lock:
            if theme not in self._pens:
                self._pens[theme] = Pen(self.drawn.plan, self.drawn.layout, replace(theme, style=self.style))
            return self._pens[theme]

    def pages(self, division: Division, path: Sequence[str] = ()) -> tuple[Chart, ...]:
        """Return an overview and a chart of each section, or this chart alone where there are none.

        Of a path these are the sections that it passes, without an overview.
        """
        whole = self.scheme.graph is self.graph and not self._by_graphviz
        sections = sections_of(self.graph, division) if whole else ()
        if not sections:
            return (self,)
        if not path:
            numbers = tuple(range(2, len(sections) + 2))
            return (self._overview(sections, numbers), *self._sections(sections, numbers))
        passed = [not {*path}.isdisjoint(section.nodes) for section in sections]
        return self._sections(sections, tuple(sum(passed[: n + 1]) if on else None for n, on in enumerate(passed)))

    def _overview(self, sections: Sequence[Section], numbers: tuple[int, ...]) -> Chart:
        return self._part("overview", numbers, self.base, overview=Overview(tuple(sections), numbers))

    def _sections(self, sections: Sequence[Section], pages: tuple[int | None, ...]) -> tuple[Chart, ...]:
        with self._lock:
            if pages not in self._schemes:
                self._schemes[pages] = schemes_of(self.graph, sections, pages)
        found = zip(sections, self._schemes[pages], pages, strict=True)
        return tuple(self._part(section.title, pages, scheme) for section, scheme, page in found if page)

    def _part(
        self, title: str, pages: tuple[int | None, ...], scheme: PageGraph, overview: Overview | None = None
    ) -> Chart:
        """The chart of a part; made once, for the pages that it names."""
        with self._lock:
            key = title, pages
            if key not in self._parts:
                part = self._parts[key] = Chart(
                    self.graph,
                    scheme=scheme,
                    style=self.style,
                    section=title,
                    kept=self.kept,
                    hasty=len(pages) > MANY,
                    detailed=self.detailed and not overview,
                    counts=self.counts,
                    overview=overview,
                )
                part.progress = self.progress
            return self._parts[key]

    def printed(self) -> tuple[Chart, ...]:
        """Return a chart of each kind of print that a layout is kept for: whole, in detail, and of each section."""
        sections = sections_of(self.graph, Division.NEEDED)
        pages = tuple(range(2, len(sections) + 2))
        whole = Chart(self.graph, style=self.style)
        detailed = Chart(self.graph, style=self.style, detailed=True)
        return (whole, detailed, *whole._sections(sections, pages))

    def layout_remarks(self) -> tuple[str, ...]:
        """Return what is to be said of boxes that the kept layout lacks, and of those that it has too many."""
        if not self.kept or self.page not in self.kept.pages or self.base is not self.scheme or not self.drawn.adapted:
            return ()
        return tuple(self.drawn.adapted.remarks(self.page))


def _planned(scheme: PageGraph, sizes: Theme, detailed: bool, width: float) -> Plan:
    return plan(scheme, sizes, width, detailed=detailed)


@dataclass(frozen=True)
class Measured:
    """A chart on a page of this width and height: its smallest text, all in points, and what makes it hard to read.

    `crossings` are edges that cross, `through` edges through a foreign box or label or along another edge, `over` boxes
    over each other.
    """

    width: float
    height: float
    text: float
    crossings: int
    through: int
    over: int
    bends: int


def measured(drawn: Drawn, width: float, height: float, scale: float) -> Measured:
    """Return what can be measured of a chart that lies on a page at this scale."""
    seen = faults(drawn.layout, drawn.plan.own)
    through = len(seen.through) + len(seen.along)
    bends = 0 if any(wire.curved for wire in drawn.layout.wires.values()) else drawn.layout.bends
    return Measured(width, height, SMALLEST * scale, len(seen.crossings), through, len(seen.over), bends)
