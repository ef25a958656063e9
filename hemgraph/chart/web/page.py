"""The page: the chart, the graph as data, and the program, in one file that asks nothing of any network."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from html import escape
from typing import TYPE_CHECKING

from ...wording.phrases import PHRASES
from ..model.data import Data
from ..model.imprint import abbreviations_line, footer, judgement, note_lines, sources_line, status_word
from ..model.text import check_hidden
from ..model.theme import COLOUR, CONTRAST, DARK, DARK_CONTRAST, PRINT, SYSTEM, Theme
from ..svg.frame import status_across
from ..svg.legend import Path, counting_of, kinds_of, legend
from ..svg.shapes import EDGE, num
from .data import graph_data
from .script import script, source
from .shown import entries_data, shown_data

if TYPE_CHECKING:
    from ..picture import Picture

LEGEND_WIDE = 640.0
_COLOURS = [f.name for f in fields(Theme) if str(f.default).startswith("#")]
_SCREEN = replace(COLOUR, **{name: f"var(--{name})" for name in _COLOURS})  # type: ignore[arg-type]
_PLACE = re.compile(r"\{(word:)?([a-z_]+)\}")
_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><path fill="none" stroke="#0072b2" stroke-width="2"'
    ' d="M8 1l4 3-4 3-4-3zM6 6L3 10M10 6l3 4M1 11h5v4H1zM10 11h5v4h-5z"/></svg>'
)


def page(picture: Picture) -> str:
    """Return the whole HTML file of a picture.

    Raises HemgraphError for a character that hides how text is read, and NotDecided where a condition needs too
    many sets.
    """
    graph, trace, stamp = picture.chart.graph, picture.trace, picture.stamp
    picture = replace(picture, trace=None)  # the page shows many cases: none of them is named in what does not change
    words = {**PHRASES, **graph.phrases}
    shown, word = shown_data(picture), status_word(graph, stamp)
    data = {
        **_logics(picture),
        "words": words,
        "ways": _ways(picture),
        "begin": entries_data(trace.case.findings) if trace else None,
        "cases": [{"id": case.id, "entries": entries_data(case.findings)} for case in picture.cases],
        "show": shown,
        "due": str(graph.review_by) if graph.review_by and "EXPIRED" not in word else None,
    }
    style, program = _style(), script()
    outline = picture.words()
    notes = list(_notes(picture, outline, _texts(data["graph"])))
    for text in (*_texts(data), picture.title, graph.language, outline, judgement(graph), footer(graph, stamp), *notes):
        check_hidden(text.replace("\n", " "), f"`{text[:40]}`" if text.isprintable() else "a text of the page")
    parts = {
        "language": escape(graph.language),
        "name": escape(picture.title),
        "origin": escape(picture.origin),
        "title": escape(graph.title),
        "view": "review" if shown else "plain",
        "which": escape(footer(graph, stamp)),
        "status": escape(word),
        "unmarked": "" if word else " hidden",
        "list": escape(words[str(shown["kind"])]) if shown else "",
        "chart": _chart(picture),
        "legend": _legend(picture),
        "outline": "\n".join(f"<p>{escape(line)}</p>" for line in _paragraphs(outline)),
        "notes": "\n".join(f"<p>{escape(line)}</p>" for line in notes),
        "judgement": escape(judgement(graph)),
        "icon": f"data:image/svg+xml;base64,{base64.b64encode(_ICON.encode()).decode()}",
        "policy": _policy(style, program),
        "style": style,
        "data": _embedded(data),
        "script": program,
    }
    return _PLACE.sub(lambda m: escape(words[m[2]]) if m[1] else parts[m[2]], source("page.html"))


def _policy(style: str, program: str) -> str:
    """Nothing may be loaded, sent or framed; the one script and the one style are known by their hashes."""
    known = {
        kind: f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
        for kind, text in (("script", program), ("style", style))
    }
    return (
        f"default-src 'none'; script-src {known['script']}; style-src {known['style']}; img-src data:;"
        " base-uri 'none'; form-action 'none'"
    )


def _style() -> str:
    """The style sheet behind its colours: those of a screen, a dark one, one of high contrast, and paper."""
    looks = [
        (":root", COLOUR),
        ("@media (prefers-color-scheme: dark) {:root", DARK),
        ("@media (prefers-contrast: more) {:root", CONTRAST),
        ("@media (prefers-contrast: more) and (prefers-color-scheme: dark) {:root", DARK_CONTRAST),
        ("@media (forced-colors: active) {:root", SYSTEM),
        ("@media print {:root", PRINT),
    ]
    return "\n".join([*(_colours(where, theme) for where, theme in looks), source("page.css")])


def _colours(where: str, theme: Theme) -> str:
    rows = [f"--{name}: {getattr(theme, name)}" for name in _COLOURS]
    return f"{where} {{ {'; '.join(rows)}; --faint: {theme.stamp} }}" + ("}" if where.startswith("@") else "")


def _embedded(data: object) -> str:
    """JSON that cannot end the element it stands in, nor begin another one."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029]", lambda m: f"\\u{ord(m[0]):04x}", text)


def _texts(part: object) -> Iterable[str]:
    """Every text of some data, keys too."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for key, value in part.items():
            yield key
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def _logics(picture: Picture) -> dict[str, Data | None]:
    """The graph and, of a difference, the old version with the names and numbers of its nodes on the chart."""
    from ...results import Difference

    if not isinstance(picture.shown, Difference):
        return {"graph": graph_data(picture.chart.graph), "old": None}
    difference = picture.shown
    names = {old: new for new, old in difference.structure.renamed}
    numbers = {name: picture.chart.graph.boxes[names.get(name, name)] for name in difference.old.nodes}
    old = replace(difference.old, boxes=numbers)
    was = {"graph": graph_data(old), "names": names, "which": footer(difference.old, picture.stamp)}
    return {"graph": graph_data(difference.new), "old": was}


def _ways(picture: Picture) -> dict[str, dict[str, str | None]]:
    """For each pair of joined boxes the key of the label between them, or none."""
    found: dict[str, dict[str, str | None]] = {}
    for (tail, head), label in picture.chart.drawn.plan.ways.items():
        found.setdefault(tail, {})[head] = label
    return found


def _chart(picture: Picture) -> str:
    """The chart as it is drawn for a screen, in colours that the page can change."""
    pen = picture.chart.pen(_SCREEN)
    size = pen.layout.width, pen.layout.height
    wide, tall = (side + 2 * EDGE for side in size)
    word = status_word(picture.chart.graph, picture.stamp)
    return "\n".join(
        [
            f'<svg viewBox="0 0 {num(wide)} {num(tall)}" width="{num(wide)}" height="{num(tall)}"'
            f' role="graphics-document document" aria-label="{escape(picture.title)}"'
            f' aria-describedby="the-outline" font-family="{escape(COLOUR.family)}">',
            *status_across(word, wide, tall, _SCREEN),
            f'<g transform="translate({EDGE} {EDGE})">',
            pen.draw(picture.marks(pen.plan)),
            "</g>",
            "</svg>",
        ]
    )


def _legend(picture: Picture) -> str:
    kinds, counting = kinds_of(picture.chart.drawn.plan), counting_of(picture.chart.counts)
    drawn, tall = legend(_SCREEN, LEGEND_WIDE, kinds, picture.signs(), Path.EITHER, counting=counting)
    size = f'width="{num(LEGEND_WIDE)}" height="{num(tall)}" viewBox="0 -4 {num(LEGEND_WIDE)} {num(tall + 4)}"'
    return f'<svg {size} role="img" aria-label="Legend" font-family="{escape(COLOUR.family)}">{drawn}</svg>'


def _paragraphs(outline: str) -> Iterable[str]:
    """The lines of the outline, those that go on joined to what they go on from."""
    return re.sub(r"\n +(?!-)", " ", outline).splitlines()


def _notes(picture: Picture, outline: str, said: Iterable[str]) -> Iterable[str]:
    """What is said of single boxes, the abbreviations, and the sources."""
    graph = picture.chart.graph
    yield from note_lines(graph, graph.nodes)
    yield from abbreviations_line(graph, (outline, *said))
    yield from sources_line(graph)
