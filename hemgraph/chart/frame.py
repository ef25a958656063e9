"""What stands around a chart: title, legend, footer, and the words that a screen reader says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from ..graph import DecisionGraph
from ..results import UNKNOWN, Trace
from ..wording import answer_text
from .layout import Spot
from .plan import Kind
from .svg import badge, disputed_mark, num, shape, text_element
from .text import check_characters, width, wrap
from .theme import Theme

MARGIN = 18
JUDGEMENT = "Does not replace clinical judgement."


@dataclass(frozen=True)
class Stamp:
    """Which engine made a page, and when; handed in, for nothing here reads a clock."""

    engine: str = ""
    now: datetime | None = None

    @property
    def day(self) -> date | None:
        """The day of the page."""
        return self.now.date() if self.now else None


def status_word(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return what must stand across a page: DRAFT, EXPIRED, RETIRED, or nothing."""
    if graph.status == "reviewed":
        return "EXPIRED" if graph.review_by and stamp.day and stamp.day > graph.review_by else ""
    return graph.status.upper()


def footer(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return which graph, version, content and dates a page is of, and what it is not."""
    parts = [f"{graph.id} {graph.version}", f"content {graph.sha256[:12]}", f"status: {graph.status}"]
    parts += [f"dated {graph.date}"] if graph.date else []
    parts += [f"review by {graph.review_by}"] if graph.review_by else []
    parts += [f"hemgraph {stamp.engine}"] if stamp.engine else []
    return " · ".join(parts)


def sources_line(graph: DecisionGraph) -> str:
    """Return the sources by title and date."""
    return "; ".join(
        f"{s.title}{f' ({s.publisher}, {s.updated})' if s.updated else ''}" for s in graph.sources.values()
    )


def case_lines(trace: Trace, stamp: Stamp) -> tuple[str, ...]:
    """Return the findings that were entered, those asked and not known, and when the trace was made."""
    findings = trace.graph.findings
    given = "; ".join(
        f"{findings[n].ask.rstrip('?')}: {answer_text(findings[n], v)}" for n, v in trace.case.findings.items()
    )
    asked = dict.fromkeys(f for step in trace.path for f, value in (step.read or {}).items() if value == UNKNOWN)
    unknown = "; ".join(findings[f].ask.rstrip("?") for f in asked)
    when = stamp.now.isoformat(sep=" ", timespec="minutes") if stamp.now else ""
    name = f"Case {trace.case.id}" if trace.case.id else "Case"
    lines = [f"{name}{f', {when}' if when else ''}. Findings entered: {given or 'none'}."]
    return (*lines, f"Asked and not known: {unknown}.") if unknown else tuple(lines)


def framed(
    drawn: str,
    size: tuple[float, float],
    graph: DecisionGraph,
    theme: Theme,
    texts: tuple[str, str],
    stamp: Stamp,
    trace: Trace | None,
) -> str:
    """Return a whole SVG file; `texts` are its title and description for those who do not see it."""
    wide = max(size[0], 420.0)
    word = status_word(graph, stamp)
    title = f"{graph.title}{f' · {word}' if word else ''}"
    head = wrap(title, wide, 14, bold=True)
    foot = [*(case_lines(trace, stamp) if trace else ()), footer(graph, stamp), f"Sources: {sources_line(graph)}"]
    foot.append(
        f"{f'{word}: not for use. ' if word else ''}{f'Not for: {graph.intended_use.not_for}. ' if graph.intended_use.not_for else ''}{JUDGEMENT}"
    )
    for line in (title, *foot):
        check_characters(line, "the header or footer")
    rows = [row for line in foot for row in wrap(line, wide, 8)]
    keys, keys_tall = legend(graph, theme, wide, marked=trace is not None)
    top = MARGIN + len(head) * 17 + 10
    below = top + size[1] + 14
    tall = below + keys_tall + 8 + len(rows) * 10 + MARGIN
    whole = wide + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(whole)}pt" height="{num(tall)}pt"'
        f' viewBox="0 0 {num(whole)} {num(tall)}" role="img" aria-labelledby="title desc"'
        f" xml:lang={quoteattr(graph.language)} lang={quoteattr(graph.language)} font-family={quoteattr(theme.family)}>",
        f'<title id="title">{escape(texts[0])}</title>',
        f'<desc id="desc">{escape(texts[1])}</desc>',
        f'<rect width="{num(whole)}" height="{num(tall)}" fill="{theme.ground}"/>',
        *(
            text_element((row,), MARGIN, MARGIN + 8 + n * 17, 14, theme.ink, bold=True, anchor="start")
            for n, row in enumerate(head)
        ),
        f'<g transform="translate({num(MARGIN + (wide - size[0]) / 2)} {num(top)})">',
        drawn,
        "</g>",
        f'<g class="legend" transform="translate({num(MARGIN)} {num(below)})">{keys}</g>',
        *(
            text_element((row,), MARGIN, below + keys_tall + 8 + n * 10, 8, theme.soft, anchor="start")
            for n, row in enumerate(rows)
        ),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def legend(graph: DecisionGraph, theme: Theme, wide: float, *, marked: bool) -> tuple[str, float]:
    """Return the legend as SVG elements that start at 0, 0, and its height."""
    paint = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    dashed = f'{paint} stroke-dasharray="5 3"'
    middle = Spot(13, 8, 26, 13)
    items = [
        (shape(Kind.CONDITION, middle, paint.replace(theme.ground, theme.condition, 1)), "question"),
        (shape(Kind.ACTION, middle, paint.replace(theme.ground, theme.action, 1)), "action"),
        (shape(Kind.SILENT, middle, dashed), "the sources give no guidance"),
        (shape(Kind.LINK, middle, dashed), "go back to this box with the news"),
        (disputed_mark(13, 8, theme), "sources disagree: see the notes"),
    ]
    if marked:
        bold = f'fill="none" stroke="{theme.path}" stroke-width="3"'
        items.append((shape(Kind.ACTION, middle, bold) + badge("1", 2, 14, theme), "on the path, in this order"))
        items.append(
            (
                shape(Kind.ACTION, middle, bold) + shape(Kind.ACTION, middle, bold.replace('"3"', '"1"'), 3.5),
                "end of the path",
            )
        )
    return _flowed(items, theme, wide)


def _flowed(items: Sequence[tuple[str, str]], theme: Theme, wide: float) -> tuple[str, float]:
    x, y, drawn = 0.0, 0.0, []
    for picture, words in items:
        need = 32 + width(words, 8) + 14
        if x and x + need > wide:
            x, y = 0.0, y + 20
        text = text_element((words,), 32, 8, 8, theme.ink, anchor="start")
        drawn.append(f'<g transform="translate({num(x)} {num(y)})">{picture}{text}</g>')
        x += need
    return "".join(drawn), y + 20
