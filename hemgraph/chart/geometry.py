"""Whether a layout can be read: no edge runs through a box that it does not belong to."""

from __future__ import annotations

from collections.abc import Iterator

from .layout import Curve, Layout, Point, Spot

_STEPS = 16


def trespasses(layout: Layout) -> Iterator[tuple[str, str, str]]:
    """Yield the tail and head of each edge that runs through a foreign box or label, with that box.

    An edge is looked at in 16 places of each of its Bezier pieces; a touch of one point is none.
    """
    for (tail, head), curve in layout.curves.items():
        left, right = min(x for x, _ in curve.points), max(x for x, _ in curve.points)
        top, bottom = min(y for _, y in curve.points), max(y for _, y in curve.points)
        near = [
            (key, spot)
            for key, spot in layout.spots.items()
            if key not in (tail, head)
            and abs(spot.x - (left + right) / 2) < (spot.width + right - left) / 2
            and abs(spot.y - (top + bottom) / 2) < (spot.height + bottom - top) / 2
        ]
        if near:
            places = list(along(curve))
            yield from ((tail, head, key) for key, spot in near if any(_inside(spot, place) for place in places))


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


def _inside(spot: Spot, place: Point) -> bool:
    return abs(place[0] - spot.x) < spot.width / 2 - 1 and abs(place[1] - spot.y) < spot.height / 2 - 1
