"""All walks of a graph, to the ends of their rows, as trees of tests: what is written as SQL."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from ..diagram.conditions import REFUSED
from ..errors import Fault, NotDecided
from ..graph import Condition
from .ends import FAULT, End, Ends, Nobody
from .formula import FALSE, TRUE, Formula, In, either, negated
from .partly import Masks, Undecided, narrowed, pruned
from .states import upward

MOST_TREE = 1_500
"""Up to how many turns all walks are one tree; beyond, what many walks share is a tree of its own."""
MOST_SHARED = 20
"""From how many turns on that is done."""
MOST_DEEP = 40
"""How deep a tree may be."""
MOST_ENDS = 50_000
"""How many ends the trees may have before we say that there is no query."""


@dataclass(frozen=True)
class Split:
    """A choice: the first part whose test holds. One always does."""

    parts: tuple[tuple[Formula, Tree], ...]


@dataclass(frozen=True)
class Tip:
    """Where a tree ends: a row's end, or the state where a later tree goes on; and the nodes passed from its root.

    With each node comes the branch that was taken, None at an action and at the last one.
    """

    end: End | int
    passed: tuple[tuple[str, int | None], ...]


Tree = Split | Tip


class Trees:
    """The trees of one graph, by steps: a row goes through one of each step at most, in order.

    `masks` are the cells that each finding can have; a finding that has one cell in every row is never tested.
    """

    def __init__(self, ends: Ends, masks: Masks) -> None:
        self.ends, self.masks = ends, masks
        self.states = ends.program.states
        self.walked = upward(self.states, ways=False)
        self._tips = 0

    @cached_property
    def steps(self) -> list[dict[int, Tree]]:
        """The trees of each step, by the state they begin at; the first step has one."""
        cut = self._cut(share=False)
        if cut is None:
            cut = self._cut(share=True) or {}
        later = frozenset(cut)
        order = [[0], *([n for n in cut if cut[n] == k] for k in range(max(cut.values(), default=0), 0, -1))]
        return [{n: self._grown(n, n, later, (), self.masks) for n in step} for step in order]

    def _cut(self, *, share: bool) -> dict[int, int] | None:
        """The states that begin a tree of their own, each with how many follow it; None where one tree is too large."""
        sizes, deep, level = {REFUSED: 1}, {REFUSED: 1}, {REFUSED: 0}
        cut: dict[int, int] = {}
        led = Counter(turn.to for n in self.walked for turn in self.states[n].known)
        for n in self.walked:
            below = [turn.to for turn in self.states[n].known]
            sizes[n] = 1 + sum(1 if to in cut else sizes[to] for to in below)
            deep[n] = 1 + max((0 if to in cut else deep[to] for to in below), default=0)
            level[n] = max((cut.get(to, level[to]) for to in below), default=0)
            if n and (deep[n] >= MOST_DEEP or (share and led[n] > 1 and sizes[n] > MOST_SHARED)):
                cut[n] = level[n] + 1
        return cut if share or max(sizes.values()) <= MOST_TREE else None

    def _grown(
        self, n: int, root: int, later: frozenset[int], passed: tuple[tuple[str, int | None], ...], masks: Masks
    ) -> Tree:
        if n == REFUSED:
            return self._tip(FAULT, ())
        if n in later and n != root:
            return self._tip(n, passed)
        state, nodes = self.states[n], self.ends.graph.nodes
        parts: list[tuple[Formula, Tree]] = []
        guards: list[Formula] = []
        for turn in state.turns:
            guard = pruned(turn.guard, masks)
            if guard == FALSE:
                continue
            step = (state.node, turn.branch if isinstance(nodes[state.node], Condition) else None)
            parts.append((guard, self._grown(turn.to, root, later, (*passed, step), narrowed(masks, guard))))
            if guard == TRUE:
                return _split(parts)
            guards.append(guard)
        none = negated(either(guards))
        masks = narrowed(masks, none)
        if state.unknown:
            step = state.node, state.unknown.branch
            parts.append((none, self._grown(state.unknown.to, root, later, (*passed, step), masks)))
        else:
            with suppress(Nobody):
                parts.append((none, self._ended(n, (*passed, (state.node, None)), masks)))
        return _split(parts) if parts else self._tip(FAULT, ())

    def _ended(self, n: int, passed: tuple[tuple[str, int | None], ...], masks: Masks) -> Tree:
        """The ends of the rows at a state: one, or by the cells that they depend on."""
        try:
            return self._tip(self.ends.of(n, masks), passed)
        except Undecided as open:
            name = open.finding
        by: dict[Tree, int] = {}
        for cell in range(masks[name].bit_length()):
            if masks[name] >> cell & 1:
                with suppress(Nobody):
                    below = self._ended(n, passed, {**masks, name: 1 << cell})
                    by[below] = by.get(below, 0) | 1 << cell
        if not by:
            raise Nobody
        return _split([(pruned(In(name, mask), masks), below) for below, mask in by.items()])

    def _tip(self, end: End | int, passed: tuple[tuple[str, int | None], ...]) -> Tip:
        self._tips += 1
        if self._tips > MOST_ENDS:
            raise NotDecided([Fault("too many ways through the graph for one query", "split the graph")])
        return Tip(end, passed)


def _split(parts: list[tuple[Formula, Tree]]) -> Tree:
    if len(parts) == 1:
        return parts[0][1]
    return Split(tuple(parts))
