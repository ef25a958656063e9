"""What stands around a chart: title, legend, footer, and the words that a screen reader says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from ..graph import Condition, DecisionGraph
from ..results import UNKNOWN, Severity, Trace
from ..wording import answer_text, weighing_text
from .aside import ACROSS, Entry, aside
from .layout import Spot
from .marks import SYMBOLS, Alteration
from .plan import Kind, Plan
from .svg import badge, disputed_mark, escape, num, quoted, shape, sign_mark, text_element
from .text import check_characters, width, wrap
from .theme import Theme

Kinds = frozenset[Kind | None]
"""What is on a chart and so in its legend; None stands for the mark of a dispute."""
Signs = frozenset[Severity | Alteration | None]
"""What issues a chart shows, or what differs on it; None stands for what no case takes."""
GAP = 24
MARGIN = 18
JUDGEMENT = "Does not replace clinical judgement."


@dataclass(frozen=True)
class Stamp:
    """Which engine made a page, and when; handed in, for nothing here reads a clock."""

    engine: str = ""
    now: datetime | None = None


NO_STAMP = Stamp()


def status_word(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return what must stand across a page: DRAFT or RETIRED, and EXPIRED past the review date; else nothing."""
    words = [] if graph.status == "reviewed" else [graph.status.upper()]
    if graph.review_by and stamp.now and stamp.now.date() > graph.review_by:
        words.append("EXPIRED")
    return " · ".join(words)


def footer(graph: DecisionGraph, stamp: Stamp) -> str:
    """Return which graph, version, content and dates a page is of, and what it is not."""
    parts = [f"{graph.id} {graph.version}", f"content {graph.sha256[:12]}", f"status: {graph.status}"]
    parts += [f"dated {graph.date}"] if graph.date else []
    parts += [f"review by {graph.review_by}"] if graph.review_by else []
    parts += [f"hemgraph {stamp.engine}"] if stamp.engine else []
    return " · ".join(parts)


def sources_line(graph: DecisionGraph) -> tuple[str, ...]:
    """Return a line of the sources by title and date, or none where nothing is cited."""
    names = "; ".join(f"{s.title}{f' ({s.publisher}, {s.updated})' if s.updated else ''}" for s in graph.cited_sources)
    return (f"Sources: {names}",) if names else ()


def weighed_lines(graph: DecisionGraph) -> tuple[str, ...]:
    """Return what each question that weighs several findings looks at: its box has room for its title only."""
    nodes = (node for node in graph.nodes.values() if isinstance(node, Condition) and not isinstance(node.ask, str))
    return tuple(
        f"Box {graph.boxes[n.id]}: {weighing_text(graph, n.ask)}." for n in nodes if not isinstance(n.ask, str)
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


@dataclass(frozen=True)
class Sheet:
    """What stands around one chart; `title` and `words` are for those who do not see it."""

    graph: DecisionGraph
    title: str
    words: str
    kinds: Kinds
    stamp: Stamp = NO_STAMP
    trace: Trace | None = None
    entries: tuple[Entry, ...] = ()
    signs: Signs = frozenset()


def _foot(sheet: Sheet, word: str) -> list[str]:
    use = sheet.graph.intended_use.not_for
    last = [f"{word}: not for use." if word else "", f"Not for: {use}." if use else "", JUDGEMENT]
    lines = list(weighed_lines(sheet.graph))
    lines += case_lines(sheet.trace, sheet.stamp) if sheet.trace else ()
    lines += [footer(sheet.graph, sheet.stamp), *sources_line(sheet.graph)]
    return [*lines, " ".join(part for part in last if part)]


def framed(drawn: str, size: tuple[float, float], theme: Theme, sheet: Sheet) -> str:
    """Return a whole SVG file around a chart of this size."""
    graph, stamp = sheet.graph, sheet.stamp
    beside, beside_tall = aside(sheet.entries, theme)
    chart_wide = max(size[0], 420.0)
    wide = chart_wide + (GAP + ACROSS if sheet.entries else 0)
    word = status_word(graph, stamp)
    title = f"{graph.title}{f' · {word}' if word else ''}"
    head = wrap(title, wide, 14, bold=True)
    rows = [row for line in _foot(sheet, word) for row in wrap(line, wide, 8)]
    check_characters(title, "`title`")
    for row in rows:
        check_characters(row, "the footer")
    keys, keys_tall = legend(theme, wide, sheet.kinds, sheet.signs, marked=sheet.trace is not None)
    top = MARGIN + len(head) * 17 + 10
    below = top + max(size[1], beside_tall) + 14
    tall = below + keys_tall + 8 + len(rows) * 10 + MARGIN
    whole = wide + 2 * MARGIN
    language = quoted(graph.language)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(whole)}pt" height="{num(tall)}pt"'
        f' viewBox="0 0 {num(whole)} {num(tall)}" role="img" aria-labelledby="title desc"'
        f" xml:lang={language} lang={language} font-family={quoted(theme.family)}>",
        f'<title id="title">{escape(sheet.title)}</title>',
        f'<desc id="desc">{escape(sheet.words)}</desc>',
        f'<rect width="{num(whole)}" height="{num(tall)}" fill="{theme.ground}"/>',
        *_rows(head, MARGIN + 8, 14, theme.ink, bold=True),
        f'<g transform="translate({num(MARGIN + (chart_wide - size[0]) / 2)} {num(top)})">',
        drawn,
        "</g>",
        *(
            [f'<g class="list" transform="translate({num(MARGIN + chart_wide + GAP)} {num(top)})">', beside, "</g>"]
            if sheet.entries
            else []
        ),
        f'<g class="legend" transform="translate({num(MARGIN)} {num(below)})">{keys}</g>',
        *_rows(rows, below + keys_tall + 8, 8, theme.soft),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rows(lines: Sequence[str], top: float, size: float, fill: str, *, bold: bool = False) -> Iterator[str]:
    for n, line in enumerate(lines):
        yield text_element((line,), MARGIN, top + n * (size * 1.2 + 0.4), size, fill, bold=bold, anchor="start")


def kinds_of(plan: Plan) -> Kinds:
    """Return what of the legend a chart needs."""
    return frozenset(box.kind for box in plan.boxes.values()) | {None for box in plan.boxes.values() if box.disputed}


@cache
def legend(theme: Theme, wide: float, kinds: Kinds, signs: Signs = frozenset(), *, marked: bool) -> tuple[str, float]:
    """Return the legend as SVG elements that start at 0, 0, and its height."""
    paint = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    dashed = f'{paint} stroke-dasharray="5 3"'
    bold = f'fill="none" stroke="{theme.path}" stroke-width="3"'
    middle = Spot(19, 8, 26, 13)
    items: list[tuple[Kind | None, str, str]] = [
        (Kind.CONDITION, shape(Kind.CONDITION, middle, paint.replace(theme.ground, theme.condition, 1)), "question"),
        (Kind.ACTION, shape(Kind.ACTION, middle, paint.replace(theme.ground, theme.action, 1)), "action"),
        (Kind.SILENT, shape(Kind.SILENT, middle, dashed), "the sources give no guidance"),
        (Kind.LINK, shape(Kind.LINK, middle, dashed), "go back to this box with the news"),
        (None, disputed_mark(19, 8, theme), "sources disagree: see the notes"),
    ]
    found = [(picture, words) for kind, picture, words in items if kind in kinds]
    if marked:
        box = shape(Kind.ACTION, middle, bold)
        found.append((box + badge("1", 6, 14, theme), "on the path, in this order"))
        found.append((box + shape(Kind.ACTION, middle, bold.replace('"3"', '"1"'), -4), "end of the path"))
    shown = (severity for severity in Severity if severity in signs)
    found += [(sign_mark("1", severity, 26, 8, theme), f"{severity}: see the list") for severity in shown]
    found += [(_altered(kind, theme, middle), _ALTERED[kind]) for kind in Alteration if kind in signs]
    if None in signs:
        dotted = f'<path d="M4 8H34" fill="none" stroke="{theme.line}" stroke-width="1" stroke-dasharray="2 3"/>'
        found.append((dotted, "no case takes this"))
    return _flowed(found, theme, wide)


_ALTERED = {
    Alteration.ADDED: "added",
    Alteration.REMOVED: "removed; it has its number of the old version",
    Alteration.CHANGED: "changed",
}


def _altered(kind: Alteration, theme: Theme, spot: Spot) -> str:
    """A box as it is drawn where two versions differ."""
    heavy = f'fill="{theme.ground}" stroke="{theme.ink}" stroke-width="3"'
    plain = f'fill="{theme.ground}" stroke="{theme.line}" stroke-width="1"'
    paint = {Alteration.ADDED: heavy, Alteration.REMOVED: f'{plain} stroke-dasharray="2 3"', Alteration.CHANGED: plain}
    return shape(Kind.ACTION, spot, paint[kind]) + sign_mark(SYMBOLS[kind], kind, 8, 4, theme)


def _flowed(items: Sequence[tuple[str, str]], theme: Theme, wide: float) -> tuple[str, float]:
    x, y, drawn = 0.0, 0.0, list[str]()
    for picture, words in items:
        need = 40 + width(words, 8) + 8
        if x and x + need > wide:
            x, y = 0.0, y + 23
        text = text_element((words,), 40, 8, 8, theme.ink, anchor="start")
        drawn.append(f'<g transform="translate({num(x)} {num(y)})">{picture}{text}</g>')
        x += need
    return "".join(drawn), y + 22
