"""One graph laid out once, and drawn as often as there are cases."""

from __future__ import annotations

from dataclasses import dataclass, replace
from threading import Lock
from typing import Literal

from ..errors import refuse
from ..graph import DecisionGraph
from ..results import Trace
from .frame import Stamp, case_lines, footer, framed, legend, sources_line, status_word
from .layout import ENGINES, Layout, lay_out
from .marks import NONE, marks_of
from .notes import Data, notes
from .outline import outline, path_words
from .page import MARGIN, Fit, fit, pages
from .plan import Plan, plan
from .svg import chart_svg, num
from .theme import PRINT, SCREEN, Theme

WRAPS = (72.0, 84.0, 96.0, 110.0, 128.0, 150.0)
"""The widths of text that are tried; the one that prints largest is taken."""
JUDGEMENT = "It supports the judgement of the treating clinician and does not replace it."


@dataclass(frozen=True)
class Drawn:
    """A plan with its places, and how it lies on the paper it was made for."""

    plan: Plan
    layout: Layout
    fit: Fit


class Chart:
    """The chart of one graph. Threads may share it."""

    def __init__(self, graph: DecisionGraph, engine: str = "builtin") -> None:
        if engine not in ENGINES:
            raise refuse(f"unknown engine `{engine}`", f"engines are {', '.join(ENGINES)}")
        self.graph = graph
        self.engine = engine
        self._drawn: dict[str, Drawn] = {}
        self._lock = Lock()

    def drawn(self, paper: str = "a4") -> Drawn:
        """Return the layout whose text is largest on this paper; made once."""
        with self._lock:
            if paper not in self._drawn:
                self._drawn[paper] = max(
                    (self._try(paper, most) for most in WRAPS), key=lambda d: round(d.fit.scale, 3)
                )
            return self._drawn[paper]

    def _try(self, paper: str, most: float) -> Drawn:
        from .dot import layout_dot

        planned = plan(self.graph, PRINT, most)
        layout = lay_out(layout_dot(planned), self.engine)
        return Drawn(planned, layout, fit(paper, layout.width, layout.height))

    def text_size(self, paper: str = "a4") -> float:
        """Return the size of the text in the boxes on this paper, in points."""
        return PRINT.text_size * self.drawn(paper).fit.scale

    def layout_dot(self, paper: str = "a4") -> str:
        """Return the DOT that was laid out."""
        from .dot import layout_dot

        return layout_dot(self.drawn(paper).plan)


@dataclass(frozen=True)
class Picture:
    """A chart, with the path of a trace or without, ready to be written."""

    chart: Chart
    trace: Trace | None = None
    stamp: Stamp = Stamp()
    paper: str = "a4"

    def on(self, paper: str) -> Picture:
        """Return the same picture for another paper."""
        return replace(self, paper=paper)

    def svg(self, theme: Theme = SCREEN) -> str:
        """Return a whole SVG file."""
        drawn, graph = self.chart.drawn(self.paper), self.chart.graph
        size = drawn.layout.width, drawn.layout.height
        return framed(self._elements(drawn, theme), size, graph, theme, self._words(), self.stamp, self.trace)

    def dot(self) -> str:
        """Return DOT with the text in it, for any Graphviz."""
        from .dot import labelled_dot

        planned = self.chart.drawn(self.paper).plan
        taken = marks_of(planned, self.trace).taken if self.trace else frozenset[str]()
        return labelled_dot(planned, self.chart.graph.title, taken)

    def words(self) -> str:
        """Return the chart in words, and the path if there is one."""
        path = f"\nThe path of this case: {path_words(self.trace)}\n" if self.trace else ""
        return outline(self.chart.graph) + path

    def pdf(self) -> bytes:
        """Return the chart on one page of the paper, then its notes."""
        return self._pages("pdf")

    def png(self, ppi: float = 150) -> bytes:
        """Return the chart on one page of the paper as a picture."""
        return self._pages("png", ppi)

    def _pages(self, kind: Literal["pdf", "png"], ppi: float = 150) -> bytes:
        drawn, graph = self.chart.drawn(self.paper), self.chart.graph
        title, words = self._words()
        keys, tall = legend(graph, PRINT, drawn.fit.width - 2 * MARGIN, marked=self.trace is not None)
        scale = drawn.fit.scale
        use = graph.intended_use.not_for
        data: dict[str, Data] = {
            "title": graph.title,
            "language": graph.language,
            "word": status_word(graph, self.stamp),
            "alt": words,
            "page": {"width": drawn.fit.width, "height": drawn.fit.height},
            "size": {"width": drawn.layout.width * scale, "height": drawn.layout.height * scale},
            "footer": [footer(graph, self.stamp), f"Sources: {sources_line(graph)}"],
            "judgement": f"{f'Not for: {use}. ' if use else ''}{JUDGEMENT}",
            "case": case_lines(self.trace, self.stamp) if self.trace else [],
            "notes": kind == "pdf",
            **notes(graph, self.trace),
        }
        chart = bare_svg(self._elements(drawn, PRINT), drawn.layout.width, drawn.layout.height, PRINT)
        return pages(data, chart, bare_svg(keys, drawn.fit.width - 2 * MARGIN, tall, PRINT), kind, ppi)

    def _elements(self, drawn: Drawn, theme: Theme) -> str:
        marks = marks_of(drawn.plan, self.trace) if self.trace else NONE
        return chart_svg(drawn.plan, drawn.layout, theme, marks)

    def _words(self) -> tuple[str, str]:
        title = f"{self.chart.graph.title}, version {self.chart.graph.version}"
        if self.trace is None:
            return title, outline(self.chart.graph)
        return f"{title}, with the path of a case", f"The path: {path_words(self.trace)}"


def bare_svg(elements: str, wide: float, tall: float, theme: Theme) -> str:
    """Return SVG elements as a file without a frame; a margin of 8 points keeps badges and strokes whole."""
    edge = 8
    box = f"{-edge} {-edge} {num(wide + 2 * edge)} {num(tall + 2 * edge)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(wide + 2 * edge)}pt" height="{num(tall + 2 * edge)}pt"'
        f' viewBox="{box}" font-family="{theme.family}">\n{elements}\n</svg>\n'
    )
