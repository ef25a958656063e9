"""Whether a layout can be read, looked at from its points alone: it shares nothing with the search that made it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from .places import Edge, Layout, Point, Spot

Piece = tuple[Point, Point]
TOUCH = 0.6
"""Closer than this, in points, two lines are one."""
APART = 4.5
"""Closer than this, two parallel lines are hard to tell apart."""


@dataclass(frozen=True)
class Faults:
    """What makes a layout hard to read; each edge is named by its tail and head.

    `crossings` are pairs of edges that cross or touch. `along` are pairs of edges without a common end that run on each
    other, or so close that they are hard to tell apart. `through` is an edge with a foreign box, caption or tab that it
    runs through or along. `over` are boxes, captions or tabs that lie over each other.
    """

    crossings: tuple[tuple[Edge, Edge], ...]
    along: tuple[tuple[Edge, Edge], ...]
    through: tuple[tuple[Edge, str], ...]
    over: tuple[tuple[str, str], ...]

    @property
    def clean(self) -> bool:
        """Whether there is none."""
        return not (self.crossings or self.along or self.through or self.over)


def faults(layout: Layout, own: dict[str, str]) -> Faults:
    """Return the faults of a layout; `own` has, for a caption or tab, the box that it belongs to.

    Of a curved edge short straight pieces are looked at, between 16 places of each of its Bezier pieces.
    """
    return Faults(
        tuple(_crossings(layout)), tuple(_along(layout)), tuple(trespasses(layout, own)), tuple(overlaps(layout))
    )


def _crossings(layout: Layout) -> Iterator[tuple[Edge, Edge]]:
    lines = [(ends, [*wire.pieces()]) for ends, wire in layout.wires.items()]
    for (one, some), (other, others) in combinations(lines, 2):
        strangers = not ({*one} & {*other})
        if any(_meet(a, b, strangers=strangers) for a in some for b in others):
            yield one, other


def _meet(a: Piece, b: Piece, *, strangers: bool) -> bool:
    """Whether two straight pieces cross inside both; of strangers, whether one so much as touches the other."""
    if not _near(a, b):
        return False
    if _is_level(a) and _is_upright(b):
        a, b = b, a
    if _is_upright(a) and _is_level(b):
        x, y = a[0][0], b[0][1]
        clear = TOUCH if strangers else -TOUCH
        left, right = sorted((b[0][0], b[1][0]))
        top, bottom = sorted((a[0][1], a[1][1]))
        return left - clear < x < right + clear and top - clear < y < bottom + clear
    if (_is_level(a) and _is_level(b)) or (_is_upright(a) and _is_upright(b)):
        return False
    return _parted(a, b) and _parted(b, a)


def _near(a: Piece, b: Piece) -> bool:
    return all(
        max(a[0][n], a[1][n]) >= min(b[0][n], b[1][n]) - APART
        and max(b[0][n], b[1][n]) >= min(a[0][n], a[1][n]) - APART
        for n in (0, 1)
    )


def _is_level(piece: Piece) -> bool:
    return abs(piece[0][1] - piece[1][1]) < 1e-6


def _is_upright(piece: Piece) -> bool:
    return abs(piece[0][0] - piece[1][0]) < 1e-6


def _parted(piece: Piece, by: Piece) -> bool:
    """Whether the ends of a piece lie on two sides of the line through another one."""
    return (_side(by, piece[0]) > 0) != (_side(by, piece[1]) > 0)


def _side(piece: Piece, at: Point) -> float:
    (ax, ay), (bx, by) = piece
    return (bx - ax) * (at[1] - ay) - (by - ay) * (at[0] - ax)


def _along(layout: Layout) -> Iterator[tuple[Edge, Edge]]:
    lines = [(ends, [*wire.pieces()]) for ends, wire in layout.wires.items() if not wire.curved]
    for (one, some), (other, others) in combinations(lines, 2):
        if not {*one} & {*other} and any(_beside(a, b) for a in some for b in others):
            yield one, other


def _beside(a: Piece, b: Piece) -> bool:
    """Whether two parallel pieces run on each other, or close beside each other."""
    for across, same in ((0, _is_upright), (1, _is_level)):
        if same(a) and same(b) and abs(a[0][across] - b[0][across]) < APART:
            one, other = sorted((a[0][1 - across], a[1][1 - across])), sorted((b[0][1 - across], b[1][1 - across]))
            if min(one[1], other[1]) - max(one[0], other[0]) > 1:
                return True
    return False


def trespasses(layout: Layout, own: dict[str, str], clear: float = -1.0) -> Iterator[tuple[Edge, str]]:
    """Yield each edge that runs through a foreign box, caption or tab, with it; a touch of one point is none."""
    for ends, wire in layout.wires.items():
        pieces = [*wire.pieces()]
        for key, spot in layout.spots.items():
            if key in ends or own.get(key) == ends[1] or (own.get(key) == ends[0] and spot.y > layout.spots[ends[0]].y):
                continue
            if any(_inside(piece, spot, clear) for piece in pieces):
                yield ends, key


def _inside(piece: Piece, spot: Spot, clear: float) -> bool:
    (ax, ay), (bx, by) = piece
    left, right, top, bottom = spot.left - clear, spot.right + clear, spot.top - clear, spot.bottom + clear
    if max(ax, bx) <= left or min(ax, bx) >= right or max(ay, by) <= top or min(ay, by) >= bottom:
        return False
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    return _is_level(piece) or _is_upright(piece) or len({_side(piece, corner) > 0 for corner in corners}) > 1


def overlaps(layout: Layout) -> Iterator[tuple[str, str]]:
    """Yield each two boxes, captions or tabs that lie over each other; a touch is none."""
    for (one, a), (other, b) in combinations(layout.spots.items(), 2):
        if min(a.right, b.right) - max(a.left, b.left) > 1 and min(a.bottom, b.bottom) - max(a.top, b.top) > 1:
            yield one, other
