"""A layout as SVG: drawn by us, so that no text ever passes through another program's markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape as html_escape
from math import hypot

from ...results import Severity
from ..layout.places import Edge, Layout, Point, Spot, Wire
from ..model.details import DENSE, INDENT
from ..model.plan import ASKING, GAP, OVALS, PAD, SLANT, Box, Kind, Plan
from ..model.text import LEADING
from ..model.theme import Theme
from .overlay import NONE, Alteration, Marks, Sign

BADGE = 7.5
SIGN = 13.0
EDGE = 9
"""The margin of a chart that keeps badges, signs and strokes whole."""
CORNER = 5.0
"""The radius of a corner of an edge."""
_LINKED = re.compile("(?:(?<=to )|(?<=at )|(?<=, )|(?<=from ))[0-9]+")
"""The numbers of boxes in the text of an oval."""
_BOLD = ' font-weight="bold"'
_BASELINE = 0.36  # from the middle of a line down to its baseline, in sizes


@dataclass(frozen=True)
class Look:
    """How one box stands to a path: on it or off, the sign on its badge, whether the path ends or stops there.

    `heavy` is a box that must be seen, `missed` one that is hardly there; `name` is its class beside its kind.
    """

    taken: bool = False
    faded: bool = False
    sign: str = ""
    leaf: bool = False
    stop: bool = False
    heavy: bool = False
    missed: bool = False
    name: str = ""


class Pen:
    """Draws one layout, again and again: a box that looks as before is not drawn anew."""

    def __init__(self, plan: Plan, layout: Layout, theme: Theme) -> None:
        self.plan, self.layout, self.theme = plan, layout, theme
        self._boxes: dict[tuple[str, Look], str] = {}
        self._edges: dict[tuple[Edge, str, float | None], str] = {}

    def draw(self, marks: Marks = NONE) -> str:
        """Return the chart as SVG elements, without a frame; what lies on the path has the class `taken`."""
        off: list[str] = []
        on: list[str] = []  # drawn last, so that nothing lies over the path
        for edge in self.plan.edges:
            name = _name_of(edge, marks)
            (on if name in _HEAVY else off).append(self._edge(edge, name, marks.widths.get(edge)))
        boxes = (self._box(box, marks) for box in self.plan.boxes.values())
        signs = (sign for key, some in marks.signs.items() for sign in self._signs(key, some))
        return "\n".join([*off, *on, *boxes, *signs])

    def _signs(self, key: str, signs: Iterable[Sign]) -> Iterator[str]:
        """The signs of a box at its corner, those of an answer on the line that comes to it; over all else."""
        spot, kind = self.layout.spots[key], self.plan.boxes[key].kind
        x, y = spot.x, spot.y - spot.height / 2 - SIGN / 2 + 1
        if kind is Kind.DECISION:
            x, y = x - spot.width / 4, y + SIGN / 2 + spot.height / 4
        elif kind is not Kind.LABEL:
            x, y = x - spot.width / 2 + (SLANT / 2 if kind is Kind.CONDITION else 0), y + SIGN / 2 - 4
        for n, sign in enumerate(signs):
            mark = sign_mark(sign.mark, sign.kind, x + n * (SIGN + 1.5), y, self.theme)
            title = f"<title>{escape(sign.words)}</title>"
            name = f"issue {sign.kind}" if isinstance(sign.kind, Severity) else f"sign {sign.kind}"
            yield f'<g class="{name}" data-at={quoted(key)}>{title}{mark}</g>'

    def _box(self, box: Box, marks: Marks) -> str:
        key = box.key
        if key in marks.taken:
            sign = "?" if key == marks.stop else str(marks.order.get(key, ""))
            look = Look(True, False, sign, key == marks.leaf, key == marks.stop)
        else:
            look = _OFF if marks.taken else _PLAIN
            if key in marks.signs or key in marks.missed or key in marks.heavy:
                heavy = key in marks.heavy or any(sign.kind is Severity.ERROR for sign in marks.signs.get(key, ()))
                missed = key in marks.missed
                look = Look(heavy=heavy, missed=missed, faded=missed, name="missed" if missed else "")
            if key in marks.altered:
                look = _ALTERED[marks.altered[key]]
        if (key, look) not in self._boxes:
            to = self.plan.boxes[box.go].lead if box.go in self.plan.boxes else ""
            self._boxes[key, look] = "".join(_box(box, self.layout.spots[key], self.theme, look, to))
        return self._boxes[key, look]

    def _edge(self, edge: Edge, name: str, wide: float | None) -> str:
        key = edge, name, wide
        if key not in self._edges:
            self._edges[key] = _edge(edge, self.layout.wires[edge], name, self.theme, wide)
        return self._edges[key]


def _name_of(edge: Edge, marks: Marks) -> str:
    """What is to be seen of an edge: its class."""
    if edge in marks.lines:
        return "taken"
    return "missed" if edge in marks.missed_lines else str(marks.altered_lines.get(edge, ""))


_HEAVY, _DOTTED = ("taken", "added"), ("missed", "removed")
_ALTERED = {
    Alteration.ADDED: Look(heavy=True, name="added"),
    Alteration.REMOVED: Look(missed=True, faded=True, name="removed"),
    Alteration.CHANGED: Look(name="changed"),
}
_PLAIN, _OFF = Look(), Look(faded=True)


def escape(text: str) -> str:
    """Return a text as SVG shows it.

    >>> escape("<48 h> & more")
    '&lt;48 h&gt; &amp; more'
    """
    return html_escape(text, quote=False)


def quoted(text: str) -> str:
    """Return a text as the value of an attribute, with its quotes."""
    return f'"{html_escape(text)}"'


def num(value: float) -> str:
    """Return a length with at most two decimals.

    >>> num(3.0), num(2.456)
    ('3', '2.46')
    """
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_element(
    lines: Iterable[str], x: float, y: float, size: float, fill: str, *, bold: int = False, anchor: str = "middle"
) -> str:
    """Return lines of text around a middle height; each line is a text of its own, exactly as it is.

    They are bold if `bold` is True, and if it is a number, so many of the last.
    """
    rows = tuple(lines)
    top = y - (len(rows) - 1) * size * LEADING / 2 + size * _BASELINE
    light = 0 if bold is True else len(rows) - bold
    return "\n".join(  # a reader of the text alone finds a space between two lines
        f'<text x="{num(x)}" y="{num(top + n * size * LEADING)}" font-size="{num(size)}" text-anchor="{anchor}"'
        f' fill="{fill}"{"" if n < light else _BOLD}>{escape(row)}</text>'
        for n, row in enumerate(rows)
    )


def shape(kind: Kind, spot: Spot, paint: str, inset: float = 0) -> str:
    """Return the outline of a box, drawn `inset` points within its edge."""
    x, y = spot.x - spot.width / 2 + inset, spot.y - spot.height / 2 + inset
    wide, tall = spot.width - 2 * inset, spot.height - 2 * inset
    if kind is Kind.CONDITION:
        corners = [
            (x + SLANT, y),
            (x + wide - SLANT, y),
            (x + wide, spot.y),
            (x + wide - SLANT, y + tall),
            (x + SLANT, y + tall),
            (x, spot.y),
        ]
        return f'<polygon points="{_points(corners)}" {paint}/>'
    if kind is Kind.DECISION:
        corners = [(spot.x, y), (x + wide, spot.y), (spot.x, y + tall), (x, spot.y)]
        return f'<polygon points="{_points(corners)}" {paint}/>'
    if kind is Kind.LINK:
        return f'<ellipse cx="{num(spot.x)}" cy="{num(spot.y)}" rx="{num(wide / 2)}" ry="{num(tall / 2)}" {paint}/>'
    round_ = f' rx="{num(min(tall / 2, 14))}"' if kind in (Kind.STATE, Kind.AGAIN) else ""
    return f'<rect x="{num(x)}" y="{num(y)}" width="{num(wide)}" height="{num(tall)}"{round_} {paint}/>'


def _points(corners: Iterable[Point]) -> str:
    return " ".join(f"{num(x)},{num(y)}" for x, y in corners)


def _box(box: Box, spot: Spot, theme: Theme, look: Look, to: str) -> Iterator[str]:
    """A box with its name for those who hear it; an answer and an oval are links to the box that they lead to."""
    name = ("label" if box.kind is Kind.LABEL else f"node {box.kind}") + (f" {look.name}" if look.name else "")
    title = " ".join(box.lines).replace(GAP, ". ", 1 if box.lead else 0)
    said = f' role="graphics-symbol img" aria-label={quoted(title)}' if box.lead or box.kind is Kind.STATE else ""
    yield f'<g id="{box.key}" class="{name}{" taken" if look.taken else ""}"{said}><title>{escape(title)}</title>'
    if to:
        yield f'<a href="#{box.go}" aria-label={quoted(f"{title}: to box {to}")}>'
    ink = theme.soft if look.faded else theme.ink
    if box.kind is Kind.LABEL:
        bold = look.taken or look.heavy or box.counts
        yield text_element(box.lines, spot.x, spot.y, theme.label_size, ink, bold=bold)
    else:
        yield _outline(box, spot, theme, look)
        yield _inside(box, spot, theme, ink)
        yield from _badges(box, spot, theme, look)
    yield "</a></g>" if to else "</g>"


def _outline(box: Box, spot: Spot, theme: Theme, look: Look) -> str:
    fills = {Kind.ACTION: theme.action, Kind.SILENT: theme.silent, **dict.fromkeys(ASKING, theme.condition)}
    fill = fills.get(box.kind, theme.ground)
    stroke, wide = (theme.path, theme.thick) if look.taken else (theme.line, theme.thin)
    stroke, wide = (theme.ink, theme.thick) if look.heavy else (stroke, wide)
    dash = ' stroke-dasharray="5 3"' if box.kind in (Kind.SILENT, Kind.AGAIN) or look.stop else ""
    dash = ' stroke-dasharray="2 3"' if look.missed else dash
    drawn = shape(box.kind, spot, f'fill="{fill}" stroke="{stroke}" stroke-width="{num(wide)}"{dash}')
    if look.leaf:
        drawn += shape(box.kind, spot, f'fill="none" stroke="{stroke}" stroke-width="1"', inset=-4)
    return drawn


def _inside(box: Box, spot: Spot, theme: Theme, ink: str) -> str:
    size = theme.label_size if box.kind in OVALS else theme.text_size
    below = sum(detail.height for detail in box.details) + (PAD if box.details else 0)
    drawn = text_element(box.lines, spot.x, spot.y - below / 2, size, ink, bold=box.counts)
    if box.kind in OVALS:
        return _LINKED.sub(r'<tspan font-weight="bold">\g<0></tspan>', drawn)
    if not box.lead:
        return drawn
    lead = drawn.replace(f">{box.lead}{GAP}", f'><tspan font-weight="bold">{box.lead}</tspan>{GAP}', 1)
    return "".join((lead, *_details(box, spot, below, theme, ink)))


def _details(box: Box, spot: Spot, below: float, theme: Theme, ink: str) -> Iterator[str]:
    """What a box recommends, under a line, from its left side."""
    if not box.details:
        return
    y = spot.bottom - PAD - below + PAD / 2
    left, right = spot.left + PAD, spot.right - PAD
    yield f'<path d="M{num(left)} {num(y)}H{num(right)}" stroke="{theme.line}" stroke-width="0.5"/>'
    y += PAD / 2
    for detail in box.details:
        for n, line in enumerate(detail.lines):
            middle = y + (n + 0.5) * detail.size * DENSE + 0.5
            stance = f'<tspan font-weight="bold">{escape(detail.stance)}</tspan> ' if n == 0 else ""
            x = left + (INDENT if n else 0)
            yield (
                f'<text x="{num(x)}" y="{num(middle + detail.size * _BASELINE)}" font-size="{num(detail.size)}"'
                f' text-anchor="start" fill="{ink}">{stance}{escape(line)}</text>'
            )
        y += detail.height


def _badges(box: Box, spot: Spot, theme: Theme, look: Look) -> Iterator[str]:
    if box.disputed:
        yield disputed_mark(spot.x + spot.width / 2 - 1, spot.y - spot.height / 2 - 2, theme)
    if look.sign and box.kind is Kind.DECISION:
        yield badge(look.sign, spot.x - spot.width / 4 - 3, spot.y + spot.height / 4 + 3, theme)
    elif look.sign:
        slant = SLANT if box.kind is Kind.CONDITION else 0
        yield badge(look.sign, spot.x - spot.width / 2 + slant, spot.y + spot.height / 2, theme)


def face(kind: Severity | Alteration) -> str:
    """Return how a sign looks: `full` black with a white mark, `plain` white, or `dashed`."""
    if kind in (Severity.ERROR, Alteration.ADDED):
        return "full"
    return "dashed" if kind in (Severity.NOTE, Alteration.REMOVED) else "plain"


def sign_mark(mark: str, kind: Severity | Alteration, x: float, y: float, theme: Theme) -> str:
    """Return the square mark of an issue, or of what differs in two versions."""
    look = face(kind)
    fill, ink, wide = (theme.ink, theme.ground, 1.0) if look == "full" else (theme.ground, theme.ink, 1.6)
    dash = ' stroke-dasharray="2 1.5" stroke-width="0.8"' if look == "dashed" else f' stroke-width="{num(wide)}"'
    across = SIGN + 5.6 * max(len(mark) - 2, 0)
    box = f'x="{num(x - across / 2)}" y="{num(y - SIGN / 2)}" width="{num(across)}" height="{num(SIGN)}"'
    return f'<rect {box} fill="{fill}" stroke="{theme.ink}"{dash}/>' + text_element((mark,), x, y, 10, ink, bold=True)


def badge(sign: str, x: float, y: float, theme: Theme) -> str:
    """Return the round badge that numbers a box on the path."""
    paint = f'fill="{theme.path}" stroke="{theme.ground}" stroke-width="1"'
    circle = f'<circle cx="{num(x)}" cy="{num(y)}" r="{BADGE}" {paint}/>'
    return circle + text_element((sign,), x, y, 10, theme.ground, bold=True)


def disputed_mark(x: float, y: float, theme: Theme) -> str:
    """Return the mark of a box in which something is disputed."""
    paint = f'fill="{theme.ground}" stroke="{theme.ink}" stroke-width="1"'
    circle = f'<circle cx="{num(x)}" cy="{num(y)}" r="6.5" {paint}/>'
    return circle + text_element(("≠",), x, y, 10, theme.ink, bold=True)


def _edge(edge: Edge, wire: Wire, name: str, theme: Theme, flow: float | None) -> str:
    heavy = name in _HEAVY
    colour, wide = (theme.path if name == "taken" else theme.ink, theme.thick) if heavy else (theme.line, theme.thin)
    wide = wide if flow is None else flow
    dash = ' stroke-dasharray="2 3"' if name in _DOTTED else ""
    paint = f'fill="none" stroke="{colour}" stroke-width="{num(wide)}"{dash}'
    drawn = f'<path d="{_curved(wire) if wire.curved else _cornered(wire)}" {paint}/>'
    half = 4.5 if heavy else max(3.2, (flow or 0) / 2 + 2)
    drawn += f'<polygon points="{_arrow(*wire.head, half)}" fill="{colour}"/>'
    tail, head = edge
    return f'<g class="edge{f" {name}" if name else ""}" data-from={quoted(tail)} data-to={quoted(head)}>{drawn}</g>'


def _cornered(wire: Wire) -> str:
    """A wire with round corners, that leaves out its gap; it ends where the head of its arrow begins."""
    parts, here = [f"M{_at(wire.points[0])}"], wire.points[0]
    for before, corner, after in corners(wire):
        parts.append(f"L{_at(before)}Q{_at(corner)} {_at(after)}")
        here = after
    end = wire.head[0]
    if wire.gap and here[1] < wire.gap[0]:
        x, (top, bottom) = end[0], wire.gap
        parts.append(f"L{_at((x, top))}M{_at((x, bottom))}")
    return "".join((*parts, f"L{_at(end)}"))


def corners(wire: Wire) -> Iterator[tuple[Point, Point, Point]]:
    """Yield each corner of a wire with the points before and behind it between which it is round."""
    points = (*wire.points[:-1], wire.head[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        radius = min(CORNER, _distance(before, corner) / 2, _distance(corner, after) / 2)
        yield _toward(corner, before, radius), corner, _toward(corner, after, radius)


def _distance(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _toward(start: Point, end: Point, far: float) -> Point:
    part = far / (_distance(start, end) or 1.0)
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _curved(wire: Wire) -> str:
    start, *rest = wire.points
    pieces = "".join(f"C{_at(rest[n])} {_at(rest[n + 1])} {_at(rest[n + 2])}" for n in range(0, len(rest), 3))
    return f"M{_at(start)}{pieces}"


def _arrow(start: Point, tip: Point, half: float) -> str:
    """The corners of an arrow head from where it begins to where it points."""
    along = tip[0] - start[0], tip[1] - start[1]
    length = hypot(*along) or 1.0
    across = -along[1] / length * half, along[0] / length * half
    corners = tip, (start[0] + across[0], start[1] + across[1]), (start[0] - across[0], start[1] - across[1])
    return " ".join(f"{num(x)},{num(y)}" for x, y in corners)


def _at(point: Point) -> str:
    return f"{num(point[0])},{num(point[1])}"
