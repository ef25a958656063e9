"""A chart with what is shown on it, as the files that can be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from ..case import Case
from ..errors import refuse
from ..graph import Action
from ..results import Difference, Moves, Trace
from ..wording.citing import disputes
from .chart import SMALL, SMALL_TITLE, SMALLEST, Chart
from .model.counts import said
from .model.data import Data
from .model.imprint import NO_STAMP, Stamp, made_line, status_word
from .model.outline import outline, path_words
from .model.plan import Plan
from .model.sections import COMFORT, Division
from .model.theme import COLOUR, DARK, PRINT, Theme
from .print.answer import answer_page
from .print.handout import handout
from .print.links import links
from .print.notes import notes
from .print.numbering import charts_from
from .print.paper import A4, MARGIN, Fit, Paper, fit
from .print.poster import tiled
from .print.sheet import KEYS_EDGE, Sheet, foot, page_of, run_in
from .print.typeset import MorePages, compiled
from .svg.frame import Frame, bare_svg, framed
from .svg.legend import Signs, counting_of, kinds_of
from .svg.overlay import NONE, Marks, marks_of
from .svg.shapes import EDGE
from .svg.shown import SHOWN, Shown, shown_entries, shown_marks, shown_signs
from .svg.sidebar import Entry, aside_data

MOST_WORDS = 15_000
"""How long the words for a picture may be: PDF/A has 32,767 bytes for a text, and a character takes two."""
Parts = Literal["all", "chart", "handout"]
"""What of a print is made: the pages of the chart, those behind it, or all."""


@dataclass(frozen=True)
class Picture:
    """A chart, with the path of a trace, the issues of a review, the counts of a cohort, or the like, or plain.

    `theme` is None where each kind of file has its own. `cases` can be chosen on a page for a browser. Unless the pages
    of an answer are `counted`, it is taken to be one, and they are where it turns out to be more.
    """

    chart: Chart
    trace: Trace | None = None
    stamp: Stamp = NO_STAMP
    paper: Paper = A4
    shown: Shown | None = None
    theme: Theme | None = None
    division: Division = Division.NEEDED
    parts: Parts = "all"
    cases: tuple[Case, ...] = ()
    counted: bool = False

    def svg(self) -> str:
        """Return a whole SVG file."""
        drawn, graph, theme = self.chart.drawn, self.chart.graph, self.theme or COLOUR
        size = drawn.layout.width, drawn.layout.height
        kinds, entries, signs = kinds_of(drawn.plan), self.entries(), self.signs()
        counting = counting_of(self.chart.counts)
        frame = Frame(
            graph, self.title, self.words(), kinds, self.stamp, self.trace, entries, signs, counting, self.origin
        )
        return framed(_elements(self, self.chart, theme), size, theme, frame)

    @property
    def origin(self) -> str:
        """The line by which a file is later told to be of its graphs."""
        match self.shown:
            case Difference(old=old, new=new):
                return self.stamp.origin(old, new)
            case Moves(old=old, new=new):
                return self.stamp.origin(old.graph, new.graph)
        return self.stamp.origin(self.chart.graph)

    def dot(self) -> str:
        """Return DOT with the text in it, for any Graphviz."""
        from .dot import labelled_dot

        planned = self.chart.drawn.plan
        return labelled_dot(planned, self.chart.drawn.layout, self.chart.graph.title, self.marks(planned))

    def mermaid(self) -> str:
        """Return the chart for Mermaid."""
        from .mermaid import mermaid

        planned = self.chart.drawn.plan
        return mermaid(planned, self.title, self.words(), self.marks(planned))

    def words(self, chart: Chart | None = None) -> str:
        """Return the chart in words, or the part of it that is on a page, and the path if there is one."""
        path = f"\nThe path of this case: {path_words(self.trace)}\n" if self.trace else ""
        own, counts = chart or self.chart, said(self.chart.counts) if self.chart.counts else {}
        boxes = outline(own.graph, own.part, counts=counts) if counts else own.words
        return f"{self.title}\n\n{boxes}{path}" + "".join(f"\n{r}\n" for r in self._list())

    def _alternative(self, chart: Chart) -> str:
        """The words for those who do not see a page, as long as a PDF can hold."""
        words = self.words(chart)
        if len(words) <= MOST_WORDS:
            return words
        return words[:MOST_WORDS].rsplit("\n", 1)[0] + "\nThe rest is in the chart in words (.txt)."

    def pdf(self) -> bytes:
        """Return the pages of the chart, then what stands behind it: the handout of a case, or the notes."""
        try:
            return self._pdf()
        except MorePages:
            return replace(self, counted=True)._pdf()

    def _pdf(self) -> bytes:
        made = self._made(() if self.parts == "handout" else self.sheets(), "pdf")
        if self.paper.base is None:
            return made
        lies = self.fit(self.sheets()[0])
        return tiled(made, self.title, self.chart.graph.language, self.paper, lies, self.origin)

    def png(self, ppi: float = 200) -> bytes:
        """Return the chart on one page of the paper as a picture; never in sections, never as a poster."""
        one = replace(self, paper=self.paper.base or self.paper, parts="chart")
        return one._made((self._sheet(self.chart),), "png", ppi)

    def sheets(self) -> tuple[Sheet, ...]:
        """Return the pages of the chart."""
        path = tuple(step.node for step in self.trace.path) if self.trace else ()
        whole = self._sheet(self.chart)
        needed = self.division in (Division.NEEDED, Division.AUTO)
        if self.paper.base or (needed and not self._is_crowded(whole)):
            return (whole,)
        first = 1 + int(str(self._answer.get("pages", 0)))
        return tuple(map(self._sheet, charts_from(self.chart, self.division, path, first)))

    @cached_property
    def _answer(self) -> dict[str, Data]:
        """The answer for the case, which stands before the charts."""
        if not self.trace or not self._has_rest:
            return {}
        size = self.paper.pages[0] if self.paper.pages else A4.pages[0]
        whole: dict[str, Data] = {**self._whole, "sheets": [], "rest": {}}
        return answer_page(self.trace, self.stamp, size, whole if self.counted else None)

    @property
    def _whole(self) -> dict[str, Data]:
        """What is said of a print as a whole."""
        graph = self.chart.graph
        return {
            "title": self.title,
            "heading": graph.title,
            "language": graph.language,
            "word": status_word(graph, self.stamp),
            "date": self.stamp.parts,
        }

    def _is_crowded(self, whole: Sheet) -> bool:
        """Whether one page would hold too many boxes, or text under 8 points; with details only titles must be read."""
        lies = self.fit(whole)
        if self.chart.detailed:
            return SMALLEST * lies.scale < SMALL_TITLE
        comfort = COMFORT * lies.width * lies.height / (A4.pages[0][0] * A4.pages[0][1])
        return len(self.chart.scheme.edges) > comfort or SMALLEST * lies.scale < SMALL

    def _sheet(self, chart: Chart) -> Sheet:
        wall = self.paper.is_large and not chart.section and not chart.detailed  # its back cannot be read
        cased, disputed, behind = self.trace is not None, self._names_disputes, self._has_rest and not wall
        return Sheet(chart, self.stamp, self.trace, self.signs(), cased, disputed, behind)

    def fit(self, sheet: Sheet) -> Fit:
        """Return how a chart lies on its page, with all that stands around it."""
        layout = sheet.chart.drawn.layout
        return fit(self.paper, layout.width + 2 * EDGE, layout.height + 2 * EDGE, sheet.around)

    def text_size(self) -> float:
        """Return the size of the smallest text in a chart of this print, in points."""
        smallest = self.chart.sizes.detail_size if self.chart.detailed else SMALLEST
        return min(smallest * self.fit(sheet).scale for sheet in self.sheets())

    def _made(self, sheets: tuple[Sheet, ...], kind: Literal["pdf", "png"], ppi: float = 200) -> bytes:
        theme = self.theme or PRINT
        if theme is DARK:
            raise refuse("the theme `dark` is for screens, and paper is white", "write .svg, or take another theme")
        explained = set(self._explained()) if self._has_rest else set()
        pages = {name: n for n, sheet in enumerate(sheets, 1) for name in sheet.chart.scheme.edges}
        pictures: dict[str, str] = {}
        rows: list[Data] = []
        pdf = kind == "pdf"
        for n, sheet in enumerate(sheets):
            lies, drawn = self.fit(sheet), sheet.chart.drawn
            size = drawn.layout.width, drawn.layout.height
            wide, tall = ((side + 2 * EDGE) * lies.scale for side in size)
            pictures[f"chart-{n}"] = bare_svg(_elements(self, sheet.chart, theme), *size, theme)
            keys, keys_tall = sheet.legend(lies.width, theme)
            keys_wide = lies.width - 2 * MARGIN - 2 * KEYS_EDGE
            pictures[f"legend-{n}"] = bare_svg(keys, keys_wide, keys_tall, theme, KEYS_EDGE)
            rows.append(
                {
                    "title": sheet.title,
                    "page": _page(lies.width, lies.height, sheet.top(lies.width), sheet.bottom(lies.width)),
                    "size": {"width": wide, "height": tall},
                    "alt": self._alternative(sheet.chart),
                    "footer": run_in(sheet.footer),
                    "below": list(sheet.below),
                    "legend": keys_tall > 0,
                    "links": list(links(drawn, sheet.chart.scheme, explained, pages, lies.scale))
                    if kind == "pdf"
                    else [],
                }
            )
        behind = pdf and self._has_rest
        data: dict[str, Data] = {
            **self._whole,
            "answer": self._answer if pdf else {},
            "sheets": rows,
            "rest": self._rest(pages) if behind else {},
        }
        return compiled("page.typ", data, kind, ppi, origin=self.origin, pictures=pictures)

    @property
    def _names_disputes(self) -> bool:
        """Whether the pages behind the chart have a part on who disagrees."""
        return self._has_rest and (self.trace is None or bool(disputes(self.trace)))

    def _explained(self) -> Iterable[str]:
        """The nodes of which the pages behind the chart say something."""
        if self.trace:
            return [step.node for step in self.trace.path]
        return [node.id for node in self.chart.graph.nodes.values() if isinstance(node, Action)]

    @property
    def _has_rest(self) -> bool:
        return self.parts != "chart" and self.paper.base is None

    def _rest(self, charted: Iterable[str]) -> dict[str, Data]:
        """What the pages behind the chart say; `charted` are the nodes on charts."""
        graph = self.chart.graph
        said = notes(graph)
        if self.trace:
            said = {
                **handout(self.trace, charted),
                "made": made_line(self.trace, self.stamp),
                "head": "Behind the answer",
            }
        size = self.paper.pages[0] if self.paper.pages else A4.pages[0]
        case = (f"{made_line(self.trace, self.stamp)}.",) if self.trace else ()
        lines = foot(graph, self.stamp, [graph.title, str(said)], case)
        page = page_of(graph.title, lines, size)
        return {
            **said,
            "list": aside_data(self.entries()),
            "case": bool(self.trace),
            "footer": run_in(lines),
            "page": page,
        }

    def marks(self, planned: Plan) -> Marks:
        """Return what is marked on a chart of this plan."""
        if self.shown is None:
            return marks_of(planned, self.trace) if self.trace else NONE
        return shown_marks(self.shown, planned, self.chart.graph)

    def entries(self) -> tuple[Entry, ...]:
        """Return the rows of the list beside the chart."""
        return () if self.shown is None else shown_entries(self.shown, self.chart.graph)

    def signs(self) -> Signs:
        """Return which signs stand on the chart."""
        return frozenset() if self.shown is None else shown_signs(self.shown, self.chart.drawn.plan)

    def _list(self) -> list[str]:
        rows = ((entry.mark, entry.heading, *entry.texts) for entry in self.entries())
        return [". ".join(part.rstrip(".") for part in row if part) for row in rows]

    @property
    def title(self) -> str:
        """What is shown, of which version, and whether that is a draft."""
        word = status_word(self.chart.graph, self.stamp)
        title = f"{self.chart.graph.title}, version {self.chart.graph.version}{f' ({word})' if word else ''}"
        if self.shown is not None:
            return f"{title}, with the {SHOWN[type(self.shown)]}"
        return title if self.trace is None else f"{title}, with the path of a case"


def _elements(picture: Picture, chart: Chart, theme: Theme) -> str:
    pen, panels = chart.pen(theme), chart.drawn.panels
    if panels is None:
        return pen.draw(picture.marks(pen.plan))
    return "\n".join((panels.under(theme), pen.draw(panels.marks(pen.plan, picture.marks(pen.plan)))))


def _page(width: float, height: float, top: float, bottom: float) -> dict[str, Data]:
    return {"width": width, "height": height, "top": top, "bottom": bottom}
