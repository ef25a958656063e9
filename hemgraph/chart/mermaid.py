"""A plan as a Mermaid flowchart, for what draws Mermaid: a wiki, a repository, a notebook."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .model.plan import Box, Edge, Kind, Plan
from .svg.overlay import NONE, Alteration, Marks

_OVAL, _BOX = ("([", "])"), ("[", "]")
_SHAPES = {"state": _OVAL, "condition": ("{{", "}}"), "decision": ("{", "}"), "again": _OVAL, "link": _OVAL}
_PLAIN = "fill:#ffffff,stroke:#000000,color:#000000"
_STYLES = {
    **dict.fromkeys(("state", "condition", "decision"), _PLAIN),
    "action": "fill:#ececec,stroke:#000000,color:#000000",
    **dict.fromkeys(("silent", "again", "link"), f"{_PLAIN},stroke-dasharray:5 3"),
    **dict.fromkeys(("missed", "removed"), "stroke-dasharray:2 3,color:#4d4d4d"),
    **dict.fromkeys(("added", "changed", "taken"), "stroke-width:4px"),
}
# Mermaid reads even what is in quotes. Plain signs stay as they are: with `htmlLabels` off, it decodes no entity.
_UNSAFE = re.compile(
    r"[^A-Za-z0-9 ,.:;()?!/+%='\u00a0-\u2fff-]"  # markup, entities, quotes, backslashes
    r"|(?<=direction)\s|(?<=C)4(?=[A-Z])"  # `direction TB` is a statement, `C4Container` another kind of diagram
    r"|(?<=styl)e|(?<=classDe)f"  # with `:` and an entity behind it, the last `;` of the line is cut off
    r"|%(?=%)|:(?=fa-|//)|(?<=www)\."  # a comment, an icon, a link
)
_ITEM = re.compile(r"[-+]|\d+[.)](?!\S)")
"""How an item of a list starts, which some versions do not draw."""
# How Mermaid writes an entity to itself: it decodes these last, wherever they come from, so they are parted.
_INNER = re.compile("ﬂ(?=°)|¶(?=ß)")
_MOST = 50_000
"""The most characters that Mermaid draws unless it is told otherwise."""


def mermaid(planned: Plan, title: str, words: str, marks: Marks = NONE) -> str:
    """Return the chart as a Mermaid flowchart, with `words` as its description; what is taken has the class `taken`.

    All text is data, and drawn as it is. What is longer than Mermaid draws goes without the description.
    """
    head = [*_title(title), "flowchart TD", *([f"    accTitle: {escaped(title)}"] if title.strip() else [])]
    about = ["    accDescr {", *map(escaped, words.splitlines()), "    }"] if words.strip() else []
    boxes = [box for box in planned.boxes.values() if box.kind is not Kind.LABEL]
    rows = (
        *(_node(box, marks) for box in boxes),
        *_edges(planned, marks),
        *_widths(planned, marks),
        *_classes(boxes, marks),
    )
    rest = [f"    {row}" for row in rows]
    whole = "\n".join((*head, *about, *rest)) + "\n"
    return whole if len(whole) <= _MOST else "\n".join((*head, *rest)) + "\n"


def escaped(text: str) -> str:
    """Return a text that Mermaid shows as it is, with numeric entities for all that could be more than text.

    >>> escaped("Start within <48 h, at C4/5")
    'Start within #60;48 h, at C4/5'
    """
    return _UNSAFE.sub(lambda found: f"#{ord(found[0])};", _apart(text))


def _apart(text: str) -> str:
    return _INNER.sub("\\g<0>\u2060", text)


def _title(title: str) -> list[str]:
    """The title above the chart; none where it has a `<`, which Mermaid takes for markup, however it is written."""
    if "<" in title or not title.strip():
        return []
    quoted = _UNSAFE.sub(lambda found: f"\\U{ord(found[0]):08x}", _apart(title))
    return ["---", f'title: "{quoted}"', "---"]


def _text(box: Box, marks: Marks) -> str:
    """The text of a box in one line, for Mermaid wraps it: a `<br>` would make it read the rest as markup."""
    signs = ", ".join(f"{sign.kind} {sign.mark}" for sign in marks.signs.get(box.key, ()))
    text = " ".join((*box.lines, *([f"({signs})"] if signs else []))).strip() or " "
    return f'"#{ord(text[0])};{escaped(text[1:])}"' if _ITEM.match(text) else f'"{escaped(text)}"'


def _id(key: str) -> str:
    """An id that is no word of Mermaid."""
    return f"b_{key}"


def _node(box: Box, marks: Marks) -> str:
    start, end = _SHAPES.get(box.kind, _BOX)
    return f"{_id(box.key)}{start}{_text(box, marks)}{end}"


def _edges(plan: Plan, marks: Marks) -> Iterator[str]:
    """Each edge with its answer; then those to the tabs that lead back."""
    for edge in plan.edges:
        caption = plan.ways.get(edge)
        text = f"|{_text(plan.boxes[caption], marks)}|" if caption else ""
        yield f"{_id(edge[0])} {_arrow(edge, marks)}{text} {_id(edge[1])}"
    for node, tab in plan.links.items():
        yield f"{_id(node)} -.-> {_id(tab)}"


def _widths(plan: Plan, marks: Marks) -> Iterator[str]:
    """How wide edges are, by their places among all."""
    for n, edge in enumerate(plan.edges):
        if edge in marks.widths:
            yield f"linkStyle {n} stroke-width:{marks.widths[edge]:.1f}px"


def _arrow(edge: Edge, marks: Marks) -> str:
    altered = marks.altered_lines.get(edge)
    if edge in marks.lines or altered is Alteration.ADDED:
        return "==>"
    return "-.->" if edge in marks.missed_lines or altered is Alteration.REMOVED else "-->"


def _classes(boxes: list[Box], marks: Marks) -> Iterator[str]:
    members: dict[str, list[str]] = {}
    for box in boxes:
        on = (("missed", box.key in marks.missed), ("taken", box.key in marks.taken))
        for name in filter(None, (box.kind, marks.altered.get(box.key), *(name for name, is_on in on if is_on))):
            members.setdefault(name, []).append(_id(box.key))
    for name, style in _STYLES.items():  # where two say how a line is, the later one counts
        if name in members:
            yield f"classDef {name} {style}"
            yield f"class {','.join(members[name])} {name}"
