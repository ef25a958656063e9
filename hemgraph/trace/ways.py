"""The ways on from an unknown: the same case with one finding more, and what all of them have in common."""

from __future__ import annotations

from collections.abc import Sequence

from ..diagram.passing import Ends, Passing
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Outcome
from .walk import Walk, is_leaf, keys_on, walk


def passing(logic: Logic, point: Box) -> Passing:
    """Return where a case and all its refinements pass. Raises NotDecided where that is too much work."""
    return Passing(logic.conditions, logic.known(point))


def ends_of(passed: Passing, free: Sequence[str] = ()) -> Ends:
    """Return what a case comes to on every way on, whatever the findings are that are `free`."""
    return passed.ends(passed.ways(passed.case(free)))


def ways_on(logic: Logic, stopped: Walk) -> Ends:
    """Return what the ways on of a walk come to that stopped. Raises NotDecided where that is too much work."""
    return ends_of(passing(logic, stopped.point))


def outcome_of(logic: Logic, point: Box) -> Outcome | None:
    """Return what a case comes to, or None where that is refused or not known."""
    way = walk(logic, point)
    if way.refused:
        return None
    if is_leaf(logic.graph, way.nodes[-1]):
        return way.nodes[-1], keys_on(logic.graph, way.nodes)
    return ways_on(logic, way).outcome


def same_whatever(logic: Logic, point: Box, findings: Sequence[str]) -> bool:
    """Tell whether a case comes to the same whatever some unknown findings are, all of them together.

    Each alone may change nothing where two of them together do. Raises NotDecided where that is too much work.
    """
    passed = passing(logic, point)
    now = ends_of(passed).outcome
    return now is not None and ends_of(passed, findings).outcome == now
