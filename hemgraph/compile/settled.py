"""Which nodes the ways on of a stopped row can share, where they all come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..diagram.conditions import REFUSED
from ..errors import Fault, NotDecided
from .formula import TRUE
from .states import State, Turn, upward

MOST_SHARED = 20_000
"""How many sets of shared nodes there may be before we say that the paths cannot be numbered."""

Ends = frozenset[tuple[int, int]]
"""What ways can come to: an outcome, and the nodes that they share, one bit each."""


def shared_sets(states: Sequence[State], position: Mapping[str, int]) -> tuple[int, ...]:
    """Return every set of nodes that a settled row can have on its path after its stop, sorted; perhaps some more.

    A node has the bit of its position. Raises NotDecided beyond `MOST_SHARED`.
    """
    ends: dict[int, Ends] = {REFUSED: frozenset()}
    found: set[int] = set()
    walked = set(upward(states, ways=False))
    for n in upward(states):
        state = states[n]
        own = 0 if state.behind else 1 << position[state.node]
        if state.outcome is not None:
            ends[n] = frozenset({(state.outcome, state.behind | own)})
            continue
        known = frozenset((outcome, nodes | own) for turn in state.known for outcome, nodes in ends[turn.to])
        stopped = _met(state.ways, ends)
        ends[n] = known | {(outcome, nodes | own) for outcome, nodes in stopped}
        if n in walked:
            found |= {nodes & ~(state.behind | own) for _, nodes in stopped}
        if len(ends[n]) > MOST_SHARED or len(found) > MOST_SHARED:
            raise NotDecided([Fault("too many ways to pass what is not known: the paths cannot be numbered", "")])
    return tuple(sorted(found))


def _met(ways: Iterable[Turn], ends: Mapping[int, Ends]) -> Ends:
    """What some ways can come to where they come to the same; those that are not for everybody may not be there."""
    met, may_be_none = Ends(), True
    for way in ways:
        new = ends[way.to]
        both = frozenset((outcome, here & there) for outcome, here in met for other, there in new if other == outcome)
        both |= new if may_be_none else Ends()
        may_be_none = may_be_none and way.guard != TRUE
        met = both if way.guard == TRUE else both | met
    return met
