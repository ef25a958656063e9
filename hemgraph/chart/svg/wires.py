"""Edges as SVG elements: right angles with round corners, or curves, each with the head of its arrow."""

from __future__ import annotations

from collections.abc import Iterator
from math import hypot

from ..layout.places import Edge, Point, Wire
from ..model.theme import Theme
from .shapes import num, quoted

CORNER = 5.0
"""The radius of a corner."""
HEAVY, DOTTED = ("taken", "added"), ("missed", "removed")
"""What edges are drawn thick, and which dotted: by their classes."""


def wire_element(edge: Edge, wire: Wire, name: str, theme: Theme, flow: float | None) -> str:
    """Return an edge of a class, as wide as its flow where it has one."""
    heavy = name in HEAVY
    colour, wide = (theme.path if name == "taken" else theme.ink, theme.thick) if heavy else (theme.line, theme.thin)
    wide = wide if flow is None else flow
    dash = ' stroke-dasharray="2 3"' if name in DOTTED else ""
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
