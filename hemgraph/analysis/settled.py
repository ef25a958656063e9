"""What cases with something unknown come to, all at once: what every way on from where their walks stop gives."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from ..regions.ends import ends
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Key, Outcome

Said = tuple[Outcome | None, frozenset[Key] | None]
"""What a trace says: what the case comes to, None where it is refused or not enough is known; and what every way on
recommends, None where each is refused."""
REFUSED: Said = (None, None)
Parts = list[tuple[Said, Box]]
"""Cases by what a trace says of them."""


class Settled:
    """What a trace says of cases, as `trace` defines it for one; what was found for some is kept."""

    def __init__(self, logic: Logic, work: Work) -> None:
        self.logic = logic
        self._work = work
        self._found: dict[Box, Parts] = {}

    def of(self, box: Box) -> Parts:
        """Return the cases of a box by what they come to; nobody is in two. Raises NotDecided beyond the work."""
        if box not in self._found:
            stopped: list[tuple[str, Box]] = []
            walked = ends(self.logic, [box], self._work, whole=True, stopped=stopped)
            parts: Parts = [((end, end[1]) if end else REFUSED, part) for end, part in walked]
            for node, some in stopped:
                for part in self._alike(node, some):
                    parts += self._ways_on(node, part)
            self._found[box] = self._fewer(parts)
        return self._found[box]

    def _fewer(self, parts: Parts) -> Parts:
        found: dict[Said, list[Box]] = {}
        for said, box in parts:
            found.setdefault(said, []).append(box)
        return [(said, box) for said, boxes in found.items() for box in joined(self.logic.space, boxes)]

    def _alike(self, node: str, box: Box) -> Iterator[Box]:
        """A box cut so that in each part the same findings are open at a condition that cannot be answered."""
        space = self.logic.space
        names = dict.fromkeys(self.logic.graph.condition(node).findings)
        names |= dict.fromkeys(other for name in tuple(names) for other in sorted(space.groups.get(name, ())))
        bits = [[*space.bits(box, name), *([u] if (u := box & space.unknown[name]) else [])] for name in names]
        for chosen in product(*bits):
            part = box
            for name, bit in zip(names, chosen, strict=True):
                part = space.put(part, name, bit)
            if space.admits(part):
                self._work.spend(1, node)
                yield part

    def _ways_on(self, node: str, box: Box) -> Parts:
        """What some cases come to that stop at a condition: the same on every way on, or nothing."""
        space, parts = self.logic.space, None
        for finding in self.logic.open_findings(box, node):
            for bit in space.bits(space.possible(box, finding), finding):
                found = self.of(space.put(box, finding, bit))
                back = [(said, space.put(part, finding, box & space.unknown[finding])) for said, part in found]
                parts = back if parts is None else self._both(parts, back)
        return parts or [(REFUSED, box)]

    def _both(self, parts: Parts, others: Parts) -> Parts:
        found: Parts = []
        for said, part in parts:
            for other, box in others:
                if not self.logic.space.is_void(part & box):
                    self._work.spend(1, "")
                    found.append((_common(said, other), part & box))
        return self._fewer(found)


def _common(one: Said, other: Said) -> Said:
    """What two ways on have in common."""
    if one == other:
        return one
    known = [keys for _, keys in (one, other) if keys is not None]  # who is refused has no say in what is certain
    return None, frozenset.intersection(*known)
