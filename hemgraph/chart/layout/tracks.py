"""The tracks of buses in one channel, so that as few lines cross as can be: the left-edge method, over some orders.

The left-edge method is that of Hashimoto and Stevens, "Wire routing by optimizing channel assignment within large
apertures", Proceedings of the 8th Design Automation Workshop (1971).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

CLEAR = 3.0
"""How far the end of a bus must be from a line through its channel that is not to meet it."""
APART = 8.0
"""Two buses closer than this along a track do not share it."""
MOST_PERMUTED = 6
Net = tuple[object, ...]
"""What names a bus: edges with the same one share it."""


@dataclass
class Bus:
    """The parts of edges that share a track: from where to where, and where lines come from above and go on below."""

    left: float = 1e9
    right: float = -1e9
    rises: set[float] = field(default_factory=set)
    falls: set[float] = field(default_factory=set)

    def add(self, rise: float, fall: float) -> None:
        """Widen it by a part that a line comes to from above at one place, and leaves downward at another."""
        self.left, self.right = min(self.left, rise, fall), max(self.right, rise, fall)
        self.rises.add(rise)
        self.falls.add(fall)


def levels_of(buses: Mapping[Net, Bus]) -> dict[Net, int]:
    """Return the track of each bus, from 0, with which fewest lines cross and fewest tracks are needed."""
    nets = list(buses)
    orders: Iterable[tuple[Net, ...]]
    if len(nets) <= MOST_PERMUTED:
        orders = permutations(nets)
    else:
        by_length = sorted(nets, key=lambda net: buses[net].right - buses[net].left)
        orders = [tuple(by_length), tuple(reversed(by_length))]
    return min((_stacked(order, buses) for order in orders), key=lambda found: found[:3])[3]


def _stacked(order: Sequence[Net], buses: Mapping[Net, Bus]) -> tuple[int, int, int, dict[Net, int]]:
    levels: dict[Net, int] = {}
    for net in order:
        bus, level = buses[net], 0
        for other, taken in levels.items():
            if buses[other].left <= bus.right + APART and bus.left <= buses[other].right + APART:
                level = max(level, taken + 1)
        levels[net] = level
    crossings = 0
    for one, other in combinations(order, 2):
        if levels[one] != levels[other]:
            upper, lower = (one, other) if levels[one] < levels[other] else (other, one)
            up, low = buses[upper], buses[lower]
            crossings += sum(low.left - CLEAR < x < low.right + CLEAR for x in up.falls)
            crossings += sum(up.left - CLEAR < x < up.right + CLEAR for x in low.rises)
    return crossings, max(levels.values(), default=0), sum(levels.values()), levels
