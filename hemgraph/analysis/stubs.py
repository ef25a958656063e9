"""Stubs for a bank of cases: every branch that somebody takes, and both sides of every boundary."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ..case import Case
from ..diagram.conditions import REFUSED
from ..errors import BrokenLogic, NotDecided
from ..graph import Condition
from ..regions.flow import MOST_BOXES
from ..regions.logic import Logic
from ..results import Trace
from ..values.domains import Value
from .asking import boundaries
from .proof import Proof

MOST_STUBS = 300
"""How many stubs one bank may have."""

Goal = tuple[str, int] | tuple[str, str, Value]
"""What a stub is for: a branch of a condition, or a value of a finding on its way through a condition."""


@dataclass(frozen=True)
class Stubs:
    """The traces of the stubs, smallest first; how many goals there are, and how many of them these reach.

    `faulty` are the goals whose patients run into a fault of the graph, or are not decided.
    """

    traces: tuple[Trace, ...]
    goals: int
    reached: int
    faulty: int


def stubs(logic: Logic, tracing: Callable[[Case], Trace], budget: int = MOST_BOXES, most: int = MOST_STUBS) -> Stubs:
    """Return stubs that together take every branch that can be taken, and stand on both sides of every boundary.

    The deepest goals come first, and what a stub reaches on its way needs no other; what is not searched: the fewest
    stubs. A stub has only the findings that its trace needs. Raises NotDecided where the budget does not reach.
    """
    proof = Proof(logic, budget)
    goals = dict(_goals(proof))
    reached: set[Goal] = set()
    found: list[Trace] = [] if goals else [tracing(Case({}))]
    faulty: set[Goal] = set()
    for goal in sorted(goals, key=lambda goal: (-logic.position[goal[0]], -len(goal))):  # boundaries before branches
        if goal in reached:
            continue
        try:
            whole = tracing(Case(goals[goal]))
            trace = tracing(_smallest(logic, whole.case, whole, goal))
        except (BrokenLogic, NotDecided):
            faulty.add(goal)
            continue
        reached |= _reached(logic, trace) & goals.keys()
        found.append(trace)
    found.sort(key=lambda trace: (len(trace.case.findings), [logic.position[step.node] for step in trace.path]))
    shown = tuple(found[:most])
    covered = {goal for trace in shown for goal in _reached(logic, trace)} & goals.keys()
    return Stubs(shown, len(goals), len(covered), len(faulty - reached))


def _goals(proof: Proof) -> Iterator[tuple[Goal, dict[str, Value]]]:
    """Every goal with a patient who reaches it."""
    for condition in proof.conditions:
        unknown = proof.logic.answers(condition.id).unknown
        for answer, box in proof.flow.parts[condition.id]:
            branch = unknown if answer is None else answer
            if branch is not None and branch != REFUSED:
                yield (condition.id, branch), dict(proof.witness(condition.id, box).case.findings)
    for edge in boundaries(proof):
        for value in (edge.at, edge.beside):
            bit = proof.space.bit(edge.finding, value)
            inside = [proof.space.put(box, edge.finding, bit) for box in proof.flow.here[edge.node] if box & bit]
            for box in [box for box in inside if proof.space.admits(box)][:1]:
                patient = dict(proof.witness(edge.node, box).case.findings)
                yield (edge.node, edge.finding, value), patient | {edge.finding: value}


def _smallest(logic: Logic, case: Case, trace: Trace, goal: Goal) -> Case:
    """A case with fewer findings that takes every branch of a trace for certain, and reaches the goal on it."""
    findings = dict(case.findings)
    for name in reversed(tuple(logic.graph.findings)):
        less = {other: value for other, value in findings.items() if other != name}
        if name in findings and name not in goal[1:2] and _takes(logic, Case(less), trace):
            findings = less
    return Case(findings)


def _takes(logic: Logic, case: Case, trace: Trace) -> bool:
    point = logic.space.point(case)
    for step in trace.path:
        if step.kind == "condition":
            answer = logic.answer(point, step.node)
            if (logic.answers(step.node).unknown if answer is None else answer) != step.branch:
                return False
    return True


def _reached(logic: Logic, trace: Trace) -> set[Goal]:
    """The goals that a trace reaches on its way."""
    found: set[Goal] = set()
    for step in trace.path:
        if step.branch is not None:
            found.add((step.node, step.branch))
        node = logic.graph.nodes[step.node]
        for finding in node.findings if isinstance(node, Condition) else ():
            if finding in trace.case.findings:
                found.add((step.node, finding, trace.case.findings[finding]))
    return found
