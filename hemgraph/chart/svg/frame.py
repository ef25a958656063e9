"""A chart as an SVG file: title, legend, footer, and the words that a screen reader says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...graph import DecisionGraph
from ...results import Trace
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
from ..model.text import check_characters, wrap
from ..model.theme import Theme
from .legend import Counting, Kinds, Signs, legend, path_of
from .shapes import EDGE, escape, num, quoted, text_element
from .sidebar import ACROSS, Entry, aside

GAP = 24
MARGIN = 18


@dataclass(frozen=True)
class Frame:
    """What stands around one chart; `title` and `words` are for those who do not see it."""

    graph: DecisionGraph
    title: str
    words: str
    kinds: Kinds
    stamp: Stamp = NO_STAMP
    trace: Trace | None = None
    entries: tuple[Entry, ...] = ()
    signs: Signs = frozenset()
    counting: Counting = Counting.NONE
    origin: str = ""


def _foot(frame: Frame, word: str) -> list[str]:
    graph = frame.graph
    last = [f"{word}: not for use." if word else "", judgement(graph)]
    lines = list(note_lines(graph, graph.nodes))
    lines += case_lines(frame.trace, frame.stamp) if frame.trace else ()
    spelled = abbreviations_line(graph, (frame.words, *lines))
    lines += [*spelled, footer(graph, frame.stamp), *sources_line(graph)]
    return [*lines, " ".join(part for part in last if part)]


def framed(drawn: str, size: tuple[float, float], theme: Theme, frame: Frame) -> str:
    """Return a whole SVG file around a chart of this size."""
    graph, stamp = frame.graph, frame.stamp
    beside, beside_tall = aside(frame.entries, theme)
    chart_wide = max(size[0], 420.0)
    wide = chart_wide + (GAP + ACROSS if frame.entries else 0)
    word = status_word(graph, stamp)
    title = f"{graph.title}{f' · {word}' if word else ''}"
    head = wrap(title, wide, 14, bold=True)
    rows = [row for line in _foot(frame, word) for row in wrap(line, wide, 8)]
    check_characters(title, "`title`")
    for row in rows:
        check_characters(row, "the footer")
    keys, keys_tall = legend(theme, wide, frame.kinds, frame.signs, path_of(frame.trace), counting=frame.counting)
    top = MARGIN + len(head) * 17 + 10
    below = top + max(size[1], beside_tall) + 14
    tall = below + keys_tall + 8 + len(rows) * 10 + MARGIN
    whole = wide + 2 * MARGIN
    language = quoted(graph.language)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(whole)}pt" height="{num(tall)}pt"'
        f' viewBox="0 0 {num(whole)} {num(tall)}" role="graphics-document document"'
        ' aria-labelledby="title" aria-describedby="desc"'
        f" xml:lang={language} lang={language} font-family={quoted(theme.family)}>",
        f'<title id="title">{escape(frame.title)}</title>',
        f'<desc id="desc">{escape(frame.words)}</desc>',
        f'<metadata id="origin">{escape(frame.origin)}</metadata>',
        f'<rect width="{num(whole)}" height="{num(tall)}" fill="{theme.ground}"/>',
        *status_across(word, whole, tall, theme),
        *_rows(head, MARGIN + 8, 14, theme.ink, bold=True),
        f'<g transform="translate({num(MARGIN + (chart_wide - size[0]) / 2)} {num(top)})">',
        drawn,
        "</g>",
        *(
            [f'<g class="list" transform="translate({num(MARGIN + chart_wide + GAP)} {num(top)})">', beside, "</g>"]
            if frame.entries
            else []
        ),
        f'<g class="legend" transform="translate({num(MARGIN)} {num(below)})">{keys}</g>',
        *_rows(rows, below + keys_tall + 8, 8, theme.soft),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def status_across(word: str, wide: float, tall: float, theme: Theme) -> Iterator[str]:
    """Yield the status as large as the page, behind all that is on it; the title says it, so it is no text here."""
    if word:
        size = min(wide, tall) * 1.1 / len(word)
        middle = f"{num(wide / 2)} {num(tall / 2)}"
        drawn = text_element((word,), 0, 0, size, theme.stamp, bold=True)
        yield f'<g class="status" aria-hidden="true" transform="translate({middle}) rotate(-35)">{drawn}</g>'


def _rows(lines: Sequence[str], top: float, size: float, fill: str, *, bold: bool = False) -> Iterator[str]:
    for n, line in enumerate(lines):
        yield text_element((line,), MARGIN, top + n * (size * 1.2 + 0.4), size, fill, bold=bold, anchor="start")


def bare_svg(elements: str, wide: float, tall: float, theme: Theme, edge: float = EDGE) -> str:
    """Return SVG elements as a file without a frame; a margin keeps badges, signs and strokes whole."""
    box = f"{-edge} {-edge} {num(wide + 2 * edge)} {num(tall + 2 * edge)}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(wide + 2 * edge)}pt" height="{num(tall + 2 * edge)}pt"'
        f' viewBox="{box}" font-family="{theme.family}">\n{elements}\n</svg>\n'
    )
