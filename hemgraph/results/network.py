"""Counts as flows in a network: which of those that are not told can be computed, and what else must not be told.

Whatever comes into a place leaves it again. Two ways to fill in the flows that are not told differ by rows that are
led around in a circle. So a flow can be computed just where no circle leads through it: a circle in which a flow may
grow, or shrink while it is not at its least, and those that are told stay as they are (Ahuja, Magnanti and Orlin,
Network Flows, 1993, section 3.5; for tables: Gusfield 1988). That is exact, and for whole numbers too.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

Place = tuple[str, ...]
MOST_WEIGHT = 2
"""How far the sum may be off within a circle that leaves it as it is; where it would be further, none is seen."""


@dataclass(frozen=True)
class Flow:
    """Rows from one place to another; one without a `name` nobody tells, and it may be none.

    One with a name is at least 1 where it is not told, for a reader sees that it is not 0. `weight` is how often it
    counts in the sum of the network.
    """

    tail: Place
    head: Place
    rows: int
    name: Hashable = None
    weight: int = 0

    def may(self, way: int) -> bool:
        """Return whether it can be more, for 1, or less, for -1; a 0 is told, and stays."""
        return self.name is None or self.rows > 0 if way > 0 else self.rows > (self.name is not None)


class Network:
    """Flows, and one sum of some of them by the name of `total`, which is told like a flow."""

    def __init__(self, flows: Iterable[Flow], total: Hashable = None, rows: int = 0) -> None:
        self.flows = tuple(flows)
        self._total, self._rows = total, rows
        self._at: dict[Place, list[tuple[Flow, Place, int]]] = {}
        for flow in self.flows:
            for here, there, way in ((flow.tail, flow.head, 1), (flow.head, flow.tail, -1)):
                if flow.may(way) and here != there:
                    self._at.setdefault(here, []).append((flow, there, way))

    def closed(self, hidden: Iterable[Hashable]) -> frozenset[Hashable] | None:
        """Return what must not be told so that nothing of it can be computed from the rest: these names, and others.

        The others are few rows together, but not the fewest there are. None where it cannot be had at all, for too
        much is 1 or 0.
        """
        found = set(hidden)
        before = -1
        while len(found) > before:
            before = len(found)
            for flow in sorted(self.flows, key=lambda flow: flow.rows):
                if flow.name is not None and flow.name in found:
                    circles = [self._circle(flow, way, found) for way in (1, -1) if flow.may(way)]
                    if not _add(found, circles):
                        return None
            if self._total is not None and self._total in found and not _add(found, self._moving(found)):
                return None
        return frozenset(found)

    def _moving(self, hidden: set[Hashable]) -> Iterator[tuple[int, set[Hashable]] | None]:
        """The circles that change the sum."""
        for flow in self.flows:
            for way in (1, -1):
                if flow.weight and flow.may(way):
                    cost = 0 if flow.name in hidden else flow.rows
                    circle = self._circle(flow, way, hidden, moving=True)
                    yield circle and (circle[0] + cost, {*circle[1], flow.name})

    def _circle(
        self, through: Flow, way: int, hidden: set[Hashable], *, moving: bool = False
    ) -> tuple[int, set[Hashable]] | None:
        """The circle through a flow for which the fewest rows more must not be told: these, and their names."""
        start, goal = (through.head, through.tail) if way > 0 else (through.tail, through.head)
        first = way * through.weight
        turn = count()
        waiting: list[tuple[int, int, Place, int, frozenset[Hashable]]] = [(0, next(turn), start, first, frozenset())]
        done: set[tuple[Place, int]] = set()
        best: tuple[int, set[Hashable]] | None = None
        while waiting:
            cost, _, here, weight, names = heappop(waiting)
            if best is not None and cost >= best[0]:
                break
            if (here, weight) in done:
                continue
            done.add((here, weight))
            if here == goal and not (moving and weight == 0):
                closing = {self._total} - hidden if weight and self._total is not None else set()
                whole = cost + (self._rows if closing else 0)
                best = min(best or (whole, {*names, *closing}), (whole, {*names, *closing}), key=lambda b: b[0])
            for flow, there, step in self._at.get(here, ()):
                new = weight + step * flow.weight
                if flow is not through and abs(new) <= MOST_WEIGHT and (there, new) not in done:
                    told = flow.name is not None and flow.name not in hidden
                    more = cost + flow.rows if told else cost
                    heappush(waiting, (more, next(turn), there, new, names | {flow.name} if told else names))
        return best


def _add(found: set[Hashable], circles: Iterable[tuple[int, set[Hashable]] | None]) -> bool:
    """Add what the cheapest of some circles needs; tell whether there is one."""
    cheapest = min((circle for circle in circles if circle), key=lambda circle: circle[0], default=None)
    if cheapest:
        found |= cheapest[1]
    return cheapest is not None
