"""Two versions walked at once: who ends where in each, and who is told something else.

Both walk the same cases from pair of nodes to pair of nodes. A pair below which both say the same is not followed, so
that only what leads to a difference is walked. The method is that of the product of two automata, cut where their
states are known to be equal (Hopcroft and Karp 1971), with boxes of cases for single ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import Literal

from ..diagram.conditions import REFUSED
from ..graph import Action, Condition
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Key

Keys = frozenset[Key]


@dataclass(frozen=True)
class Spot:
    """Where a walk is: at a node, or ended at a leaf, by a refusal, or at a condition that cannot be answered."""

    how: Literal["at", "leaf", "refused", "stop"]
    node: str
    told: Keys


State = tuple[Spot, Spot]


@dataclass(frozen=True)
class Arrival:
    """Cases that come to a state from another one; `source` is None where they began."""

    box: Box
    source: State | None


class Pairs:
    """The walks of some cases through two versions at once; exact, unknowns included.

    `ends` has the boxes of each pair of ends, but of those who come to a pair of nodes, `alike`, below which both
    versions say the same, having been told the same. Where they are not to stay `whole`, boxes are freed of what is
    never asked again, and what both have told is forgotten: told again by one alone it looks like a difference.
    The versions must be over the same findings and cells. Raises NotDecided where the work is used up.
    """

    def __init__(self, old: Logic, new: Logic, boxes: Iterable[Box], work: Work, *, whole: bool) -> None:
        self.logics = (old, new)
        self.ends: dict[State, list[Box]] = {}
        self.alike: set[tuple[str, str]] = set()
        self._whole, self._work = whole, work
        self._arrivals: dict[State, list[Arrival]] = {}
        self._waiting: list[tuple[int, int, State]] = []
        self._sign()
        self._position = _positions(self.logics)
        for box in boxes:
            old_start, new_start = (Spot("at", logic.graph.start, frozenset()) for logic in self.logics)
            self._arrive((old_start, new_start), Arrival(box, None))
        while self._waiting:
            self._pass(heappop(self._waiting)[2])

    def _sign(self) -> None:
        """Find which nodes say the same."""
        known: dict[object, int] = {}
        self._same = [_signatures(logic, known) for logic in self.logics]

    def _arrive(self, state: State, arrival: Arrival) -> None:
        if not all(logic.space.admits(arrival.box) for logic in self.logics):
            return
        if not self._whole:
            state = self._less(state)
        if state not in self._arrivals:
            self._arrivals[state] = []
            height = sum(map(self._height, (0, 1), state))
            heappush(self._waiting, (height, len(self._arrivals), state))
        self._arrivals[state].append(arrival)

    def _height(self, n: int, spot: Spot) -> int:
        """How far a walk is; it never goes back."""
        return self._position[n][spot.node] if spot.how == "at" else len(self._position[0]) + len(self._position[1])

    def _less(self, state: State) -> State:
        """A state without what both have told: it makes no difference, unless one of them tells it again."""
        old, new = state
        both = old.told & new.told
        return (Spot(old.how, old.node, old.told - both), Spot(new.how, new.node, new.told - both)) if both else state

    def _pass(self, state: State) -> None:
        arrivals, near = self._arrivals[state], state[0].node or state[1].node
        self._work.spend(len(arrivals), near)
        if self._is_alike(state):
            return
        idle = 0 if self._whole else self._idle(state)
        here = joined(self.logics[0].space, [arrival.box | idle for arrival in arrivals])
        if all(map(self._is_over, (0, 1), state)):
            self.ends[state] = here
            return
        for box in here:
            for both, part in self._step(state, box):
                self._work.spend(1, near)
                self._arrive(both, Arrival(part, state))

    def _is_alike(self, state: State) -> bool:
        """Whether nothing that comes from here can differ."""
        old, new = state
        if old.how != "at" or new.how != "at" or old.told != new.told:
            return False
        if self._same[0][old.node] != self._same[1][new.node]:
            return False
        self.alike.add((old.node, new.node))
        return True

    def _is_over(self, n: int, spot: Spot) -> bool:
        return spot.how != "at"

    def _idle(self, state: State) -> Box:
        found = self.logics[0].space.full
        for n, (logic, spot) in enumerate(zip(self.logics, state, strict=True)):
            if not self._is_over(n, spot):
                found &= logic.idle[spot.node]
        return found

    def _step(self, state: State, box: Box) -> Iterator[tuple[State, Box]]:
        """Where some cases go next. Those that ask the same go together; else who is further up."""
        old, new = state
        moves = self._moves(state)
        for one, part in self._ways(0, old, box) if moves[0] else [(old, box)]:
            for other, rest in self._ways(1, new, part) if moves[1] else [(new, part)]:
                yield (one, other), rest

    def _moves(self, state: State) -> tuple[bool, bool]:
        """Which of the versions goes on."""
        over = [self._is_over(n, spot) for n, spot in enumerate(state)]
        if any(over):
            return not over[0], not over[1]
        match [logic.graph.nodes[spot.node] for logic, spot in zip(self.logics, state, strict=True)]:
            case Condition(ask=was), Condition(ask=now) if was != now:
                first = self._height(0, state[0]) <= self._height(1, state[1])
                return first, not first
            case Action(), Condition():
                return True, False
            case Condition(), Action():
                return False, True
        return True, True

    def _told(self, n: int, node: Action) -> Keys:
        """What an action of one version tells, of what counts."""
        return keys_of(node)

    def _ways(self, n: int, spot: Spot, box: Box) -> Iterator[tuple[Spot, Box]]:
        """Where one version leads some cases from a node."""
        logic = self.logics[n]
        node = logic.graph.nodes[spot.node]
        if isinstance(node, Action):
            told = spot.told | self._told(n, node)
            yield Spot("leaf", node.id, told) if node.then is None else Spot("at", node.then, told), box
            return
        unknown = logic.answers(node.id).unknown
        for answer, part in logic.split(box, node.id):
            branch = unknown if answer is None else answer
            if branch == REFUSED:
                yield Spot("refused", "", frozenset()), part
            elif branch is None:
                yield Spot("stop", node.id, spot.told), part
            else:
                yield Spot("at", node.branches[branch].go, spot.told), part

    def way(self, state: State, box: Box) -> Box:
        """Return cases of a box of `ends` that come to a state all on one way, and every case on that way."""
        admits = [logic.space.admits for logic in self.logics]
        at: State | None = state
        while at is not None:
            near = (a for a in self._arrivals[at] if all(admit(a.box & box) for admit in admits))
            arrival = next(near)
            box &= arrival.box
            at = arrival.source
        return box

    def leaves(self) -> set[tuple[str, str]]:
        """Return which leaf of the old version goes with which of the new, for all cases."""
        found = {(old.node, new.node) for old, new in self.ends if old.how == new.how == "leaf"}
        waiting, seen = list(self.alike), set(self.alike)
        while waiting:
            pair = waiting.pop()
            nodes = [logic.graph.nodes[name] for logic, name in zip(self.logics, pair, strict=True)]
            if not nodes[0].targets:
                found.add(pair)
            more = set(zip(nodes[0].targets, nodes[1].targets, strict=True)) - seen
            seen |= more
            waiting += more
        return found


def _signatures(logic: Logic, known: dict[object, int]) -> dict[str, int]:
    """A number for each node; those of one number, in both versions, say the same to everybody, whatever their ids.

    What is not found: other nodes that say the same.
    """
    found: dict[str, int] = {}
    for name in reversed(logic.order):
        node = logic.graph.nodes[name]
        content: object
        if isinstance(node, Condition):
            content = node.ask, tuple((branch.when, found[branch.go]) for branch in node.branches), refused(logic, node)
        else:
            content = keys_of(node), node.silent, None if node.then is None else found[node.then]
        found[name] = known.setdefault(content, len(known))
    return found


def refused(logic: Logic, node: Condition) -> tuple[Box, ...]:
    """Return who is refused at a condition; of branches that overlap only their ids tell whether they lead apart."""
    return () if logic.is_plain(node) else logic.answers(node.id).refused


def _positions(logics: Sequence[Logic]) -> list[Mapping[str, int]]:
    """Where each node stands, in an order of both versions if there is one, so that they come into step again."""
    import networkx

    both = networkx.compose(*(logic.graph.network for logic in logics))
    if not networkx.is_directed_acyclic_graph(both):
        return [logic.position for logic in logics]
    position = {name: n for n, name in enumerate(networkx.topological_sort(both))}
    return [position, position]


def keys_of(node: Action) -> Keys:
    """Return what an action tells."""
    return frozenset(given.key for given in node.recommend)
