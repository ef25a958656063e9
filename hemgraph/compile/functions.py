"""Which states of a program become functions of the Python that is written from it.

A state that is met from several others becomes one, unless what is below is small enough to be written out at each
place; and so does what would be nested too deep. Functions that would call each other too deep hand back to a loop.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from ..diagram.conditions import REFUSED
from ..graph import Action, Condition
from ..values.domains import Number
from .program import Program
from .states import State

MOST_TREE = 24
"""So many conditions may be written out at each place where they are needed, rather than called,"""
MOST_AGAIN = 500
"""while all that is written again is no more than this: the code of a large graph does not grow as its paths do."""
MOST_NESTED = 12
"""So deep `if`s are nested before a function is cut off: the parser takes no more than some."""
MOST_CALLS = 30
"""So deep functions call each other, so that no limit of the interpreter is met, however long a path is."""


class Functions:
    """What is a function: `called` has these states, and `aim` leads past actions that go on."""

    def __init__(self, program: Program) -> None:
        self.states, self.logic, self.graph = program.states, program.logic, program.logic.graph
        self.aim: dict[int, int] = {}
        self.called: set[int] = set()
        self.depth: dict[int, int] = {}  # how deep what is called from there calls
        self._plan(program.walked)

    def _plan(self, order: Sequence[int]) -> None:
        for n in order:
            state = self.states[n]
            ends = state.outcome is not None
            self.aim[n] = self.aim[state.turns[0].to] if self._is_action(state) and not ends else n
        met = Counter({self.aim[0]: 1})
        for n in reversed(order):
            if met[n]:
                met.update(self._targets(n))
        spare = MOST_AGAIN
        tree: dict[int, int] = {}
        nested: dict[int, int] = {}
        for n in order:
            if not met[n]:
                continue
            targets = self._targets(n)
            tree[n] = 1 + sum(tree[to] for to in targets if to not in self.called)
            nested[n] = self._levels(n) + max((nested[to] for to in targets if to not in self.called), default=0)
            self.depth[n] = max((self._calls(to) for to in targets), default=0)
            again = (met[n] - 1) * tree[n]
            if nested[n] > MOST_NESTED or (again and (tree[n] > MOST_TREE or again > spare)):
                self.called.add(n)
            else:
                spare -= again
        if any(map(self.hands_back, self.called)):
            self.called.add(self.aim[0])  # so that the loop begins there

    def _calls(self, to: int) -> int:
        if to not in self.called:
            return self.depth[to]
        return 0 if self.hands_back(to) else self.depth[to] + 1

    def hands_back(self, n: int) -> bool:
        """Tell whether a function is not called, but handed back to a loop that calls it."""
        return self.depth[n] >= MOST_CALLS

    def _targets(self, n: int) -> list[int]:
        """The conditions that a case of which all is known can meet next, each as often as it is written."""
        state = self.states[n]
        aims = [self.aim[turn.to] for turn in state.turns if turn.to != REFUSED]
        return [to for to in aims if self.states[to].outcome is None] if state.outcome is None else []

    def _levels(self, n: int) -> int:
        node = self.graph.nodes[self.states[n].node]
        if isinstance(node, Condition) and isinstance(node.ask, str):
            cells = self.logic.space.cells[node.ask]
            return cells.count.bit_length() if isinstance(cells.domain, Number) else 1
        return 1

    def _is_action(self, state: State) -> bool:
        return isinstance(self.graph.nodes[state.node], Action)
