"""A layout as SVG elements, drawn again and again with other marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...results import Severity
from ..layout.places import Edge, Layout, Spot
from ..model.details import DENSE, INDENT
from ..model.plan import ASKING, GAP, OVALS, PAD, SLANT, Box, Kind, Plan
from ..model.theme import Theme
from .overlay import NONE, Alteration, Marks, Sign
from .shapes import BASELINE, SIGN, badge, disputed_mark, escape, num, quoted, shape, sign_mark, text_element
from .wires import HEAVY, wire_element

_LINKED = re.compile("(?:(?<=to )|(?<=at )|(?<=, )|(?<=from ))[0-9]+|(?<=>)[0-9]+(?=,)")
"""The numbers of boxes in the text of an oval; at the start of a line what a comma follows is no page."""


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
            (on if name in HEAVY else off).append(self._edge(edge, name, marks.widths.get(edge)))
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
            self._edges[key] = wire_element(edge, self.layout.wires[edge], name, self.theme, wide)
        return self._edges[key]


def _name_of(edge: Edge, marks: Marks) -> str:
    """What is to be seen of an edge: its class."""
    if edge in marks.lines:
        return "taken"
    return "missed" if edge in marks.missed_lines else str(marks.altered_lines.get(edge, ""))


_ALTERED = {
    Alteration.ADDED: Look(heavy=True, name="added"),
    Alteration.REMOVED: Look(missed=True, faded=True, name="removed"),
    Alteration.CHANGED: Look(name="changed"),
}
_PLAIN, _OFF = Look(), Look(faded=True)


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
                f'<text x="{num(x)}" y="{num(middle + detail.size * BASELINE)}" font-size="{num(detail.size)}"'
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
