"""Whether a layout can be read: edges through foreign boxes, boxes over each other, edges that cross."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise

from .graphviz import Curve, Layout, Point, Spot

_STEPS = 16
Edge = tuple[str, str]
"""The tail and the head of an edge."""


def trespasses(layout: Layout, clear: float = -1.0) -> Iterator[tuple[str, str, str]]:
    """Yield the tail and head of each edge that runs through a foreign box or label, with that box.

    An edge is looked at in 16 places of each of its Bezier pieces. `clear` is how many points it must keep away; a
    touch of one point is none.
    """
    for (tail, head), curve in layout.curves.items():
        left, right = min(x for x, _ in curve.points), max(x for x, _ in curve.points)
        top, bottom = min(y for _, y in curve.points), max(y for _, y in curve.points)
        near = [
            (key, spot)
            for key, spot in layout.spots.items()
            if key not in (tail, head)
            and abs(spot.x - (left + right) / 2) < (spot.width + right - left) / 2 + clear
            and abs(spot.y - (top + bottom) / 2) < (spot.height + bottom - top) / 2 + clear
        ]
        if near:
            places = list(along(curve))
            yield from ((tail, head, key) for key, spot in near if any(_inside(spot, place, clear) for place in places))


def overlaps(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield each two boxes or labels that lie over each other; a touch is none."""
    for (one, a), (other, b) in combinations(layout.spots.items(), 2):
        if abs(a.x - b.x) < (a.width + b.width) / 2 - 1 and abs(a.y - b.y) < (a.height + b.height) / 2 - 1:
            yield one, other


def crossings(layout: Layout) -> Iterator[tuple[Edge, Edge]]:
    """Yield the pairs of edges that cross and have no box in common.

    An edge is taken as straight between 16 places of each of its Bezier pieces.
    """
    lines = [(ends, *_bounded(curve)) for ends, curve in layout.curves.items()]
    for (one, some, bounds), (other, others, bounds2) in combinations(lines, 2):
        left, right = max(bounds[0], bounds2[0]), min(bounds[1], bounds2[1])
        top, bottom = max(bounds[2], bounds2[2]), min(bounds[3], bounds2[3])
        if left > right or top > bottom or {*one} & {*other}:
            continue
        common = left, right, top, bottom
        near = list(_within(others, common))
        if any(_cross(a, b) for a in _within(some, common) for b in near):
            yield one, other


Piece = tuple[Point, Point]
Bounds = tuple[float, float, float, float]
"""Left, right, top and bottom."""


def _bounded(curve: Curve) -> tuple[list[Piece], Bounds]:
    """The straight pieces of a curve, and its bounds."""
    places = list(along(curve))
    xs, ys = zip(*places, strict=True)
    return list(pairwise(places)), (min(xs), max(xs), min(ys), max(ys))


def _within(pieces: Iterable[Piece], bounds: Bounds) -> Iterator[Piece]:
    """The pieces that may reach into some bounds: those that lie wholly to one side do not."""
    left, right, top, bottom = bounds
    for piece in pieces:
        (ax, ay), (bx, by) = piece
        if not (
            (ax < left and bx < left)
            or (ax > right and bx > right)
            or (ay < top and by < top)
            or (ay > bottom and by > bottom)
        ):
            yield piece


def _cross(one: Piece, other: Piece) -> bool:
    """Whether two straight pieces cross; a point on a line counts as right of it, so that one of two pieces has it."""
    return _parted(one, other) and _parted(other, one)


def _parted(piece: Piece, by: Piece) -> bool:
    """Whether the ends of a piece lie on two sides of the line through another one."""
    return (_side(by, piece[0]) > 0) != (_side(by, piece[1]) > 0)


def _side(piece: Piece, at: Point) -> float:
    (ax, ay), (bx, by) = piece
    return (bx - ax) * (at[1] - ay) - (by - ay) * (at[0] - ax)


def along(curve: Curve) -> Iterator[Point]:
    """Yield places on a curve, from its start to its end."""
    points = curve.points
    for n in range(0, len(points) - 1, 3):
        (ax, ay), (bx, by), (cx, cy), (dx, dy) = points[n : n + 4]
        for step in range(_STEPS + 1):
            t = step / _STEPS
            u = 1 - t
            a, b, c, d = u**3, 3 * u * u * t, 3 * u * t * t, t**3
            yield a * ax + b * bx + c * cx + d * dx, a * ay + b * by + c * cy + d * dy


def _inside(spot: Spot, place: Point, clear: float) -> bool:
    return abs(place[0] - spot.x) < spot.width / 2 + clear and abs(place[1] - spot.y) < spot.height / 2 + clear
