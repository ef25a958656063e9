"""What is still needed: which unknowns matter, what to ask next, and the answers that lead to each end."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from ..diagram.passing import Passing
from ..graph import Condition
from ..regions.flow import Work
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Next
from ..values.domains import Value
from .changes import Comes
from .proof import Proof

MOST_EXACT = 5
"""Up to how many unknown findings that matter the best next question is found exactly."""


def matter(logic: Logic, point: Box) -> tuple[str, ...]:
    """Return the unknown findings of a case that two possible patients can differ in alone, and come to different ends.

    Raises NotDecided where that is too much work.
    """
    passed = Passing(logic.conditions, logic.known(point))
    return tuple(name for name in logic.graph.findings if passed.matters(name))


def ask_next(logic: Logic, point: Box, names: Sequence[str], comes: Comes, work: Work) -> Next | None:
    """Return the question that leaves the least effort on the average, every answer that is possible alike.

    With at most `MOST_EXACT` findings the whole course is looked at, beyond that one question and what it leaves open:
    leaves beyond one, and recommendations that only some ways on give.
    """
    if not names:
        return None
    order = list(logic.graph.findings)
    effort = {name: Fraction(logic.graph.findings[name].effort) for name in names}
    if len(names) <= MOST_EXACT:
        least: dict[Box, Fraction] = {}
        costs = {
            name: effort[name]
            + _mean(logic, point, name, lambda p: _least(logic, p, names, effort, comes, least, work))
            for name in names
        }
        best = min(names, key=lambda name: (costs[name], order.index(name)))
        return Next(best, costs[best], exact=True)
    left = {name: _mean(logic, point, name, lambda p: _left_open(logic, p)) for name in names}
    best = min(names, key=lambda name: (left[name] + effort[name], order.index(name)))
    return Next(best, left[best] + effort[best], exact=False)


def _mean(logic: Logic, point: Box, name: str, cost: Callable[[Box], Fraction]) -> Fraction:
    """What a question costs on the average, over the answers that are possible."""
    space = logic.space
    bits = space.bits(space.possible(point, name), name)
    return sum((cost(space.put(point, name, bit)) for bit in bits), Fraction(0)) / len(bits)


def _least(
    logic: Logic,
    point: Box,
    names: Sequence[str],
    effort: Mapping[str, Fraction],
    comes: Comes,
    known: dict[Box, Fraction],
    work: Work,
) -> Fraction:
    """The least effort, on the average, until a case comes to an end."""
    if point not in known:
        work.spend(1, logic.graph.start)
        left = [name for name in names if point & logic.space.unknown[name]]
        if not left or comes(point) is not None:
            known[point] = Fraction(0)
        else:
            known[point] = min(
                effort[name] + _mean(logic, point, name, lambda p: _least(logic, p, names, effort, comes, known, work))
                for name in left
            )
    return known[point]


def _left_open(logic: Logic, point: Box) -> Fraction:
    """How many leaves a case can still come to, beyond one, and how many recommendations some of its ways on give."""
    passed = Passing(logic.conditions, logic.known(point))
    ends = passed.ends(passed.ways(passed.case()))
    return Fraction(len(ends.leaves) - 1 + len(ends.some))


def ways_to(proof: Proof, point: Box, leaves: Sequence[str]) -> dict[str, dict[str, Value]]:
    """Return for each leaf answers to what is not known that lead there, in the order in which the graph asks."""
    flow = proof.walks({proof.graph.start: [proof.space.refinements(point)]})
    found: dict[str, dict[str, Value]] = {}
    for leaf in leaves:
        if leaf not in flow.here:
            continue
        witness = proof.witness(leaf, flow.here[leaf][0], after=flow)
        asked = [proof.graph.nodes[name] for name, _ in witness.path]
        names = dict.fromkeys(f for node in asked if isinstance(node, Condition) for f in node.findings)
        given = witness.case.findings
        found[leaf] = {n: given[n] for n in names if n in given and point & proof.space.unknown[n]}
    return found
