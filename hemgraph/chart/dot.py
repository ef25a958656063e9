"""The chart as DOT, with its text and its places: `neato -n2` draws it as it is here, `dot` in its own way."""

from __future__ import annotations

from collections.abc import Iterator

from graphviz import Digraph, escape, nohtml

from .layout.places import Layout, Point, Wire
from .model.plan import Box, Kind, Plan
from .model.theme import PRINT
from .svg.overlay import NONE, Marks
from .svg.wires import corners

_SHAPES = {
    Kind.STATE: "box",
    Kind.CONDITION: "hexagon",
    Kind.DECISION: "diamond",
    Kind.ACTION: "box",
    Kind.SILENT: "box",
    Kind.AGAIN: "box",
    Kind.LINK: "oval",
    Kind.LABEL: "plaintext",
}
_STYLES = {Kind.STATE: "rounded", Kind.SILENT: "dashed", Kind.AGAIN: "rounded,dashed"}
_FONT = {"fontname": "Liberation Sans", "fontsize": "10"}


def labelled_dot(plan: Plan, layout: Layout, title: str, marks: Marks = NONE) -> str:
    """Return the chart for Graphviz to draw; what is taken has the class `taken`.

    Places are in points, with y upward as Graphviz has it. Captions of answers and tabs are nodes of their own.
    """
    frame = {"label": _text((title,)), "labelloc": "t", "fontname": "Liberation Sans", "splines": "true"}
    frame |= {"outputorder": "edgesfirst"}
    dot = Digraph("chart", graph_attr=frame, node_attr={"fixedsize": "true", "margin": "0", **_FONT}, edge_attr=_FONT)
    for box in plan.boxes.values():
        spot = layout.spots[box.key]
        dot.node(
            _name(box.key),
            label=_text(box.lines),
            shape=_SHAPES[box.kind],
            pos=_at((spot.x, spot.y), layout.height),
            width=f"{spot.width / 72:.4f}",
            height=f"{spot.height / 72:.4f}",
            **{"class": f"{box.kind}{' taken' if box.key in marks.taken else ''}"},
            **_looks(box, marks),
        )
    for edge in plan.edges:
        extra = {"style": "dashed"} if edge in marks.missed_lines else {}
        if edge in marks.lines:
            extra |= {"class": "taken", "penwidth": "3"}
        if edge in marks.widths:
            extra["penwidth"] = f"{marks.widths[edge]:.2f}"
        tail, head = edge
        dot.edge(_name(tail), _name(head), pos=_route(layout.wires[edge], layout.height), arrowsize="0.7", **extra)
    return str(dot.source)


def _name(key: str) -> str:
    """A key as the name of a node: behind a colon Graphviz would read a port."""
    return key.replace(":", "_")


def _looks(box: Box, marks: Marks) -> dict[str, str]:
    style = "dashed" if box.key in marks.missed else _STYLES.get(box.kind, "solid")
    looks = {"style": style}
    if box.kind is Kind.LABEL:  # it covers the edge that runs through it
        looks = {"style": "filled", "fillcolor": "white"}
    elif box.kind is Kind.ACTION:
        looks = {"style": f"{style},filled", "fillcolor": PRINT.action}
    if box.key in marks.taken:
        looks |= {"fontname": "Liberation Sans bold"} if box.kind is Kind.LABEL else {"penwidth": "3"}
    if signs := marks.signs.get(box.key):
        looks |= {"xlabel": ", ".join(f"{sign.kind} {sign.mark}" for sign in signs)}
        looks |= {"tooltip": _text((" ".join(sign.words for sign in signs),))}
    return looks


def _text(lines: tuple[str, ...]) -> str:
    """Lines as one label: Graphviz decodes entities and backslashes even in a quoted string."""
    label: str = nohtml("\\n".join(escape(line.replace("&", "&amp;")) for line in lines))
    return label


def _at(point: Point, tall: float) -> str:
    return f"{point[0]:.2f},{tall - point[1]:.2f}"


def _route(wire: Wire, tall: float) -> str:
    """A wire as Graphviz has it: where its arrow ends, then a start and three points for each Bezier piece."""
    points = wire.points if wire.curved else tuple(_bezier(wire))
    return " ".join((f"e,{_at(wire.head[1], tall)}", *(_at(point, tall) for point in points)))


def _bezier(wire: Wire) -> Iterator[Point]:
    """The corners of a wire, rounded as on our chart, as Bezier pieces."""
    here = wire.points[0]
    yield here
    for before, corner, after in corners(wire):
        yield from (here, before, before)
        yield from (corner, corner, after)
        here = after
    yield from (here, wire.head[0], wire.head[0])
