"""A number for every path, from which its boxes can be read again.

The walks through a graph are numbered by sums along their edges (Ball and Larus 1996): 0, 1, 2 ... without a gap. If a
walk stopped, and all ways on came to the same, the nodes that these share are one of some sets: to the number of the
walk, that of all walks times the number of the set, from 1, is added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from ..graph import Action, Condition, Special
from ..results import Trace
from .program import Program
from .settled import shared_sets


@dataclass(frozen=True)
class Path:
    """A path: its nodes, each with the branch that is taken there, None at an action and where the row stopped.

    `walked` is how many nodes were walked before the ways on; the path `stops` where it ends without a leaf.
    """

    nodes: tuple[str, ...]
    branches: tuple[int | None, ...]
    walked: int
    stops: bool


class Paths:
    """The paths of one graph."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.logic = logic = program.logic
        self.graph = logic.graph
        self.offset: dict[tuple[str, int], int] = {}
        """What is added to the number where a branch is taken; a stop adds nothing."""
        counts: dict[str, int] = {}
        for name in reversed(logic.order):
            node = self.graph.nodes[name]
            if isinstance(node, Action):
                counts[name] = counts[node.then] if node.then else 1
                continue
            counts[name] = 0 if _has_unknown(node) else 1
            for n, branch in enumerate(node.branches):
                self.offset[name, n] = counts[name]
                counts[name] += counts[branch.go]
        self.counts: Mapping[str, int] = counts
        self.count = counts[self.graph.start]

    @cached_property
    def shared(self) -> tuple[int, ...]:
        """The sets of nodes that ways on can share after a stop, each with a bit for a node's position."""
        return shared_sets(self.program.states, self.logic.position)

    def set_number(self, nodes: int) -> int:
        """Return the number of a set of nodes that ways on share, from 1; 0 for none."""
        return self._set_numbers[nodes] if nodes else 0

    @cached_property
    def _set_numbers(self) -> Mapping[int, int]:
        return {nodes: n for n, nodes in enumerate(self.shared, 1)}

    def number(self, trace: Trace) -> int:
        """Return the number of the path of a trace. Raises NotDecided where settled paths cannot be numbered."""
        number, walked = 0, 0
        for step in trace.path:
            walked += 1
            if step.kind == "condition":
                if step.branch is None:
                    break
                number += self.offset[step.node, step.branch]
        later = sum(1 << self.logic.position[step.node] for step in trace.path[walked:])
        return number + self.count * self.set_number(later)

    def path(self, number: int) -> Path:
        """Return the path of a number. Raises ValueError where there is none."""
        more, rest = divmod(number, self.count)
        if number < 0 or (more and more > len(self.shared)):
            raise ValueError(f"no path has the number {number}")
        name: str | None = self.graph.start
        nodes: list[str] = []
        branches: list[int | None] = []
        stops = False
        while name and not stops:
            nodes.append(name)
            node = self.graph.nodes[name]
            if isinstance(node, Action):
                branches.append(None)
                name = node.then
                continue
            taken = [n for n in range(len(node.branches)) if self.offset[name, n] <= rest]
            stops = not taken
            branches.append(None if stops else taken[-1])
            if taken:
                rest -= self.offset[name, taken[-1]]
                name = node.branches[taken[-1]].go
        nodes_shared = self.shared[more - 1] if more else 0
        shared = [name for name in self.logic.order if nodes_shared >> self.logic.position[name] & 1]
        return Path((*nodes, *shared), (*branches, *(None for _ in shared)), len(nodes), stops and not shared)


def _has_unknown(condition: Condition) -> bool:
    return any(branch.when is Special.UNKNOWN for branch in condition.branches)
