"""One pass from the start to the leaves: which cases come where, and how they came there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..diagram.conditions import REFUSED
from ..errors import Fault, NotDecided
from ..graph import Action
from .logic import Logic
from .space import Box, Space

MOST_BOXES = 200_000
"""How many boxes one question may cost before we say that it is not decided."""


MORE = "raise it with --budget"
"""What helps where a command can be given a larger budget."""


class Work:
    """A budget, counted in boxes and not in seconds, so that the answer is the same on every machine."""

    def __init__(self, most: int = MOST_BOXES, help: str = "give more findings") -> None:
        self.most = most
        self.help = help
        self.left = most

    def spend(self, boxes: int, node: str) -> None:
        """Take some boxes off the budget. Raises NotDecided where it is used up."""
        self.left -= boxes
        if self.left < 0:
            raise NotDecided([Fault(f"too many combinations of findings come to `{node}`", self.help)])


@dataclass(frozen=True)
class Arrival:
    """Cases that come to a node by one branch of one node before it; `source` is empty where they began."""

    box: Box
    source: str = ""
    branch: int | None = None


class Flow:
    """The walks of some cases through a graph, all at once; exact, unknowns included.

    Each node is met once, after all that lead to it. There the boxes are freed of what is never asked again
    and joined where they differ in one finding, which keeps them few. `here` has the boxes of
    each node that some case reaches; `parts` has, for a condition, the same cases cut along its answers.
    A case that is refused, or stops at an unknown, goes no further.
    """

    def __init__(
        self,
        logic: Logic,
        begin: Mapping[str, Iterable[Box]],
        work: Work,
        *,
        keep: Box = 0,
        within: int = -1,
    ) -> None:
        """Let the cases of some boxes walk from where they `begin`.

        `keep` are fields that are never freed. `within` is a set of nodes, as a bit for each position in the order:
        no case enters another one. Raises NotDecided where the work is used up.
        """
        self.logic = logic
        self.space = logic.space
        self.arrivals: dict[str, list[Arrival]] = {}
        self.here: dict[str, list[Box]] = {}
        self.parts: dict[str, list[tuple[int | None, Box]]] = {}
        self._within = within
        for name, boxes in begin.items():
            for box in boxes:
                self._arrive(name, Arrival(box))
        first = min((logic.position[name] for name in self.arrivals), default=len(logic.order))
        for name in logic.order[first:]:
            if name in self.arrivals:
                self._pass(name, work, logic.idle[name] & ~keep)

    def _arrive(self, name: str, arrival: Arrival) -> None:
        if self._within >> self.logic.position[name] & 1 and self.space.admits(arrival.box):
            self.arrivals.setdefault(name, []).append(arrival)

    def _pass(self, name: str, work: Work, idle: Box) -> None:
        node = self.logic.graph.nodes[name]
        here = self.here[name] = joined(self.space, [arrival.box | idle for arrival in self.arrivals[name]])
        work.spend(len(self.arrivals[name]), name)
        if isinstance(node, Action):
            for box in here if node.then else ():
                self._arrive(str(node.then), Arrival(box, name))
            return
        unknown = self.logic.answers(name).unknown
        parts = [part for box in here for part in self.logic.split(box, name)]
        work.spend(len(parts), name)
        self.parts[name] = [(branch, part) for branch, part in parts if self.space.admits(part)]
        for answer, part in self.parts[name]:
            branch = unknown if answer is None else answer
            if branch is not None and branch != REFUSED:
                self._arrive(node.branches[branch].go, Arrival(part, name, branch))

    def way(self, name: str, box: Box) -> tuple[Box, tuple[tuple[str, int | None], ...]]:
        """Return cases of a box that reach a node all on one way, and that way: its nodes, with the branch taken.

        The box lies in `here` or `parts` of the node. Ways of whole cases are preferred where a step leaves the choice.
        What is not searched: the boxes before each join cover it exactly, so the first that meets it will do.
        """
        admits, unknowns = self.space.admits, self.space.unknowns
        way: list[tuple[str, int | None]] = []
        last: int | None = None
        while name:
            way.append((name, last))
            near = [arrival for arrival in self.arrivals[name] if admits(arrival.box & box)]
            arrival = next((arrival for arrival in near if admits(arrival.box & box & ~unknowns)), near[0])
            box &= arrival.box
            name, last = arrival.source, arrival.branch
        return box, tuple(reversed(way))


def joined(space: Space, boxes: Iterable[Box]) -> list[Box]:
    """Return fewer boxes of the same cases: those that differ in one finding become one."""
    found = list(dict.fromkeys(boxes))
    if len(found) < 2:
        return found
    same, some = found[0], found[0]
    for box in found:
        same &= box
        some |= box
    fields = space.fields_in(some & ~same)
    before = 0
    while len(found) != before and len(found) > 1:
        before = len(found)
        for field in fields:
            groups: dict[Box, Box] = {}
            for box in found:
                groups[box | field] = groups.get(box | field, 0) | box & field
            found = [key & ~field | bits for key, bits in groups.items()]
    return found
