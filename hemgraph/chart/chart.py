"""One graph laid out once, and drawn as often as there are cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import TYPE_CHECKING, Literal

from ..errors import refuse
from ..graph import DecisionGraph
from ..results import Coverage, Difference, Review, Trace
from ..wording.changes import names_text
from .aside import Entry, aside_data, coverage_entries, review_entries
from .frame import (
    NO_STAMP,
    Sheet,
    Signs,
    Stamp,
    case_lines,
    footer,
    framed,
    kinds_of,
    legend,
    sources_line,
    status_word,
    weighed_lines,
)
from .geometry import crossings, overlaps, trespasses
from .layout import ENGINES
from .marks import NONE, Marks, coverage_marks, issue_marks, marks_of
from .notes import Data, notes
from .outline import outline, path_words
from .page import FIT, MARGIN, pages
from .plan import Scheme, scheme_of
from .svg import Pen, num
from .theme import PRINT, SCREEN, Theme
from .versions import scheme_of_versions, version_entries, version_marks

if TYPE_CHECKING:
    from .plan import Plan
    from .search import Drawn

JUDGEMENT = "It supports the judgement of the treating clinician and does not replace it."


class Chart:
    """The chart of one graph. Threads may share it."""

    def __init__(self, graph: DecisionGraph, engine: str = "builtin", scheme: Scheme | None = None) -> None:
        """Take a graph and the layout engine; a `scheme` has what is drawn where that is not the graph alone."""
        if engine not in ENGINES:
            raise refuse(f"unknown engine `{engine}`", f"engines are {', '.join(ENGINES)}")
        self.graph = graph
        self.engine = engine
        self._scheme = scheme or scheme_of(graph)
        self._drawn: dict[str | None, Drawn] = {}
        self._pens: dict[tuple[str | None, Theme], Pen] = {}
        self._lock = Lock()

    @classmethod
    def of_versions(cls, found: Difference, engine: str = "builtin") -> Chart:
        """Return one chart of both versions of a difference, named for both."""
        title = f"{found.new.title}: {names_text(found)}"
        return cls(replace(found.new, title=title), engine, scheme_of_versions(found))

    def drawn(self, paper: str | None = None) -> Drawn:
        """Return the layout for a paper, or for a screen; made once."""
        from .search import best_layout, quick_layout

        with self._lock:
            if paper not in self._drawn:
                scheme, engine = self._scheme, self.engine
                quick = paper in (None, FIT)
                self._drawn[paper] = quick_layout(scheme, engine) if quick else best_layout(scheme, str(paper), engine)
            return self._drawn[paper]

    def pen(self, paper: str | None, theme: Theme) -> Pen:
        """Return what draws the layout for a paper, or for a screen, in a theme."""
        if (paper, theme) not in self._pens:
            drawn = self.drawn(paper)
            self._pens[paper, theme] = Pen(drawn.plan, drawn.layout, theme)
        return self._pens[paper, theme]

    def text_size(self, paper: str) -> float:
        """Return the size of the smallest text of the chart on this paper, in points.

        What is not checked: the findings of a case, which stand below the chart and can shrink it further.
        """
        return min(PRINT.text_size, PRINT.label_size) * self.drawn(paper).fit.scale

    def measured(self, paper: str) -> Measured:
        """Return what can be measured of the chart on a paper."""
        drawn = self.drawn(paper)
        layout = drawn.layout
        through, over = len(set(trespasses(layout))), len(list(overlaps(layout)))
        return Measured(drawn.fit.width, drawn.fit.height, self.text_size(paper), crossings(layout), through, over)

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


@dataclass(frozen=True)
class Picture:
    """A chart, with the path of a trace, the issues of a review, what a bank covers, or plain; ready to be written."""

    chart: Chart
    trace: Trace | None = None
    stamp: Stamp = NO_STAMP
    paper: str = "a4"
    shown: Review | Coverage | Difference | None = None

    def on(self, paper: str) -> Picture:
        """Return the same picture for another paper."""
        return replace(self, paper=paper)

    def svg(self, theme: Theme = SCREEN) -> str:
        """Return a whole SVG file."""
        drawn, graph = self.chart.drawn(), self.chart.graph
        size = drawn.layout.width, drawn.layout.height
        sheet = Sheet(
            graph, *self._words(), kinds_of(drawn.plan), self.stamp, self.trace, self._entries(), self._signs()
        )
        return framed(self._elements(None, theme), size, theme, sheet)

    def dot(self) -> str:
        """Return DOT with the text in it, for any Graphviz."""
        from .dot import labelled_dot

        planned = self.chart.drawn().plan
        return labelled_dot(planned, self.chart.graph.title, self._marks(planned))

    def words(self) -> str:
        """Return the chart in words, and the path if there is one."""
        path = f"\nThe path of this case: {path_words(self.trace)}\n" if self.trace else ""
        return outline(self.chart.graph) + path + "".join(f"\n{line}\n" for line in self._list())

    def pdf(self) -> bytes:
        """Return the chart on one page of the paper, then its notes."""
        return self._pages("pdf")

    def png(self, ppi: float = 200) -> bytes:
        """Return the chart on one page of the paper as a picture."""
        return self._pages("png", ppi)

    def _pages(self, kind: Literal["pdf", "png"], ppi: float = 200) -> bytes:
        drawn, graph = self.chart.drawn(self.paper), self.chart.graph
        words = self._words()[1]
        keys, tall = legend(
            PRINT, drawn.fit.width - 2 * MARGIN, kinds_of(drawn.plan), self._signs(), marked=self.trace is not None
        )
        scale = drawn.fit.scale
        use = graph.intended_use.not_for
        data: dict[str, Data] = {
            "title": graph.title,
            "language": graph.language,
            "word": status_word(graph, self.stamp),
            "alt": words,
            "page": {"width": drawn.fit.width, "height": drawn.fit.height},
            "size": {"width": drawn.layout.width * scale, "height": drawn.layout.height * scale},
            "footer": [footer(graph, self.stamp), *sources_line(graph)],
            "judgement": f"{f'Not for: {use}. ' if use else ''}{JUDGEMENT}",
            "below": [*weighed_lines(graph), *(case_lines(self.trace, self.stamp) if self.trace else ())],
            "notes": kind == "pdf",
            "list": aside_data(self._entries()),
            **notes(graph, self.trace),
        }
        chart = bare_svg(self._elements(self.paper, PRINT), drawn.layout.width, drawn.layout.height, PRINT)
        return pages(data, chart, bare_svg(keys, drawn.fit.width - 2 * MARGIN, tall, PRINT), kind, ppi)

    def _elements(self, paper: str | None, theme: Theme) -> str:
        pen = self.chart.pen(paper, theme)
        return pen.draw(self._marks(pen.plan))

    def _marks(self, planned: Plan) -> Marks:
        match self.shown:
            case Review():
                return issue_marks(planned, self.shown)
            case Coverage():
                return coverage_marks(planned, self.chart.graph, self.shown)
            case Difference():
                return version_marks(planned, self.shown)
            case None:
                return marks_of(planned, self.trace) if self.trace else NONE

    def _entries(self) -> tuple[Entry, ...]:
        match self.shown:
            case Review():
                return review_entries(self.shown)
            case Coverage():
                return coverage_entries(self.chart.graph, self.shown)
            case Difference():
                return version_entries(self.shown)
            case None:
                return ()

    def _signs(self) -> Signs:
        match self.shown:
            case Review():
                return frozenset(issue.severity for issue in self.shown.issues)
            case Coverage():
                return frozenset({None} if self.shown.unseen_branches else ())
            case Difference():
                return frozenset(version_marks(self.chart.drawn().plan, self.shown).altered.values())
            case None:
                return frozenset()

    def _list(self) -> list[str]:
        rows = ((entry.mark, entry.heading, *entry.texts) for entry in self._entries())
        return [". ".join(part.rstrip(".") for part in row if part) for row in rows]

    def _words(self) -> tuple[str, str]:
        title = f"{self.chart.graph.title}, version {self.chart.graph.version}"
        if self.shown is not None:
            kind = _SHOWN[type(self.shown)]
            return f"{title}, with the {kind}", "\n".join((*self._list(), outline(self.chart.graph)))
        if self.trace is None:
            return title, outline(self.chart.graph)
        return f"{title}, with the path of a case", f"The path: {path_words(self.trace)}"


_SHOWN = {
    Review: "issues of its logic",
    Coverage: "branches that no case takes",
    Difference: "differences from another version",
}


def bare_svg(elements: str, wide: float, tall: float, theme: Theme) -> str:
    """Return SVG elements as a file without a frame; a margin keeps badges, signs and strokes whole."""
    edge = 11
    box = f"{-edge} {-edge} {num(wide + 2 * edge)} {num(tall + 2 * edge)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(wide + 2 * edge)}pt" height="{num(tall + 2 * edge)}pt"'
        f' viewBox="{box}" font-family="{theme.family}">\n{elements}\n</svg>\n'
    )
