"""The ways on from an unknown: the same case with one finding more, and what all of them have in common."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from ..errors import Fault, NotDecided
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Key, Outcome
from .walk import Walk, is_leaf, keys_on, walk

MOST_TRIED = 500
"""How many combinations of answers are tried before it is said that they could matter."""
MOST_WAYS = 20_000
"""How many cases are walked before we say that a trace is not decided."""


@dataclass(frozen=True)
class Ways:
    """What the ways on from a stopped walk come to.

    `walks` are those that end in a leaf, and `refused` those that met a fault of the graph; where `outcome`
    is None they may be only the first ones. `outcome` is what every way on gives, if it is the
    same; `common` are the recommendations that every one gives, `shared` the nodes that every one
    passes after the stop.
    """

    walks: tuple[Walk, ...]
    refused: tuple[Walk, ...]
    outcome: Outcome | None
    common: frozenset[Key]
    shared: tuple[str, ...]


def ways_on(logic: Logic, stopped: Walk) -> Ways:
    """Return the ways on of a walk that stopped at an unknown. Raises NotDecided where they are too many."""
    walks: list[Walk] = []
    refused: list[Walk] = []
    outcomes: set[Outcome] = set()
    common: frozenset[Key] | None = None
    # What was recommended before is common to all ways, unless knowing more could change the way there.
    floor = frozenset() if stopped.took_unknown else keys_on(logic.graph, [stopped])
    for way in _followed(logic, stopped):
        if way.refused:
            refused.append(way)
            continue
        walks.append(way)
        keys = keys_on(logic.graph, [way])
        outcomes.add((way.nodes[-1], keys))
        common = keys if common is None else common & keys
        if len(outcomes) > 1 and common == floor:
            break
    (outcome,) = outcomes if len(outcomes) == 1 and not refused else (None,)
    everywhere = set.intersection(*(set(way.nodes) for way in walks)) if outcome else set()
    shared = tuple(node for node in walks[0].nodes if node in everywhere - set(stopped.nodes)) if outcome else ()
    return Ways(tuple(walks), tuple(refused), outcome, common or frozenset(), shared)


def outcome_of(logic: Logic, point: Box) -> Outcome | None:
    """Return what a case comes to, or None where that is refused or not known."""
    way = walk(logic, point)
    if way.refused:
        return None
    if is_leaf(logic.graph, way.nodes[-1]):
        return way.nodes[-1], keys_on(logic.graph, [way])
    return ways_on(logic, way).outcome


def same_whatever(logic: Logic, point: Box, findings: Sequence[str]) -> bool:
    """Tell whether a case comes to the same whatever some unknown findings are, all of them together.

    Each alone may change nothing where two of them together do. Of more than `MOST_TRIED` combinations it is not told.
    """
    space = logic.space
    points = [point]
    for name in findings:
        points = [space.put(one, name, bit) for one in points for bit in space.bits(space.possible(one, name), name)]
        if len(points) > MOST_TRIED:
            return False
    now = outcome_of(logic, point)
    return all(outcome_of(logic, one) == now for one in points)


def _followed(logic: Logic, stopped: Walk) -> Iterator[Walk]:
    """Every walk that comes of setting, one at a time, just the findings at which a walk stops."""
    waiting = list(reversed(_next_points(logic, stopped)))
    seen = set(waiting)
    for turn in count(1):
        if not waiting:
            return
        # By turns the next one and one from anywhere: ways that part early soon show that little is common.
        chosen = -1 if turn % 2 else turn * 7919 % len(waiting)
        waiting[chosen], waiting[-1] = waiting[-1], waiting[chosen]
        way = walk(logic, waiting.pop())
        if way.refused or is_leaf(logic.graph, way.nodes[-1]):
            yield way
            continue
        new = [point for point in _next_points(logic, way) if point not in seen]
        seen.update(new)
        waiting.extend(reversed(new))
        if len(seen) > MOST_WAYS:
            message = f"more than {MOST_WAYS} ways on from `{stopped.nodes[-1]}` would have to be compared"
            raise NotDecided([Fault(message, "give more findings")])


def _next_points(logic: Logic, way: Walk) -> Sequence[Box]:
    space = logic.space
    return [
        space.put(way.point, finding, bit)
        for finding in logic.open_findings(way.point, way.nodes[-1])
        for bit in space.bits(space.possible(way.point, finding), finding)
    ]
