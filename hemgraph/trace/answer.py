"""The answer: a trace with every reason, made from a walk and the ways on from where it stopped."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from ..case import Case
from ..errors import BrokenLogic, Fault, RefusedCase
from ..graph import Action, Condition, Stance
from ..regions.flow import reached_leaves
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import UNKNOWN, Given, Missing, Outcome, Status, Step, Trace
from ..values.domains import Value, value_text
from ..wording import answer_text, branch_text, clause_text, node_text
from .walk import Walk, given_on, is_leaf, keys_on, refusal, walk
from .ways import outcome_of, ways_on


def trace(logic: Logic, case: Case) -> Trace:
    """Return what the graph says of a case, and why.

    Raises RefusedCase where no possible patient has these findings, BrokenLogic where the graph has no
    answer for a known value, or two, or says do and avoid of one intervention, and NotDecided where an exact answer
    needs more work than is allowed. What is not checked: that the values lie in their domains.
    """
    if faults := contradictions(logic, case):
        raise RefusedCase(faults)
    way = walk(logic, logic.space.point(case))
    if way.refused:
        raise BrokenLogic([refusal(logic, way, case)])
    if is_leaf(logic.graph, way.nodes[-1]):
        return _complete(logic, case, [way], way.nodes)
    ways = ways_on(logic, way)
    if ways.outcome is not None:
        return _complete(logic, case, ways.walks, (*way.nodes, *ways.shared))
    if not ways.walks:
        raise BrokenLogic([refusal(logic, ways.refused[0], case)])
    given = given_on(logic.graph, [way, *ways.walks])
    return Trace(
        graph=logic.graph,
        case=case,
        status=Status.INCOMPLETE,
        leaf=None,
        path=tuple(_step(logic, case, node) for node in way.nodes),
        recommendations=tuple(g for g in given if g.recommendation.key in ways.common),
        missing=_missing(logic, way),
        reachable=reached_leaves(logic, [logic.space.refinements(way.point)]),
    )


def contradictions(logic: Logic, case: Case) -> tuple[Fault, ...]:
    """Return a fault for each `impossible` that the case has, or one for all where only together they bar it."""
    graph, space = logic.graph, logic.space
    point = space.point(case)
    if space.admits(point):
        return ()
    found = []
    for entry, box in zip(graph.impossible, space.impossible, strict=True):
        if point & box == point:
            names = [t.finding for t in entry.clause if t.finding in case.findings]
            given = " and ".join(f"`{name}` {value_text(case.findings[name])}" for name in names)
            found.append(
                Fault(f"no patient can have {given or 'any findings'}", entry.because or "correct one of them")
            )
    if found:
        return tuple(found)
    said = "; ".join(clause_text(graph, entry.clause) for entry in graph.impossible)
    return (Fault("these findings contradict each other", f"no patient can have any of these: {said}"),)


def _complete(logic: Logic, case: Case, walks: Sequence[Walk], nodes: Sequence[str]) -> Trace:
    graph, point = logic.graph, logic.space.point(case)
    leaf = graph.nodes[walks[0].nodes[-1]]
    assert isinstance(leaf, Action)
    given = given_on(graph, walks)
    _refuse_clash(given)
    path = tuple(_step(logic, case, node) for node in nodes)
    settled = walks[0].point == point and not walks[0].took_unknown
    return Trace(
        graph=graph,
        case=case,
        status=Status.SILENT if leaf.silent else Status.RECOMMENDED,
        leaf=leaf.id,
        path=path,
        recommendations=given,
        reachable=(leaf.id,) if settled else reached_leaves(logic, [logic.space.refinements(point)]),
        did_not_matter=_idle(logic, case, path, (leaf.id, keys_on(graph, walks))),
    )


def _refuse_clash(given: Sequence[Given]) -> None:
    """A path that tells to do and to avoid one thing is a fault of the graph, and no answer."""
    avoided = {g.intervention: g.node for g in given if g.stance is Stance.AVOID}
    faults = []
    for g in given:
        if g.stance is not Stance.AVOID and g.intervention in avoided:
            both = f"`{g.node}` says {g.stance} and `{avoided[g.intervention]}` says avoid of `{g.intervention}`"
            faults.append(Fault(f"{both}, on one path", "correct the graph: one patient cannot be told both"))
    if faults:
        raise BrokenLogic(faults)


def _idle(logic: Logic, case: Case, path: Sequence[Step], outcome: Outcome) -> tuple[str, ...]:
    """The unknown findings that the path asked, and none of whose possible values gives another result."""
    space, point = logic.space, logic.space.point(case)
    asked = dict.fromkeys(
        finding
        for step in path
        for finding, value in (step.read or {}).items()
        if value == UNKNOWN and not _counts_as_known(logic, case, step)
    )
    return tuple(
        finding
        for finding in asked
        if all(
            outcome_of(logic, space.put(point, finding, bit)) == outcome
            for bit in space.bits(space.possible(point, finding), finding)
        )
    )


def _counts_as_known(logic: Logic, case: Case, step: Step) -> bool:
    """Whether a condition on one unknown finding was answered all the same, since only one branch was possible."""
    asks_one = isinstance(logic.graph.condition(step.node).ask, str)
    return asks_one and logic.answer(logic.space.point(case), step.node) is not None


def _missing(logic: Logic, stopped: Walk) -> tuple[Missing, ...]:
    name, space = stopped.nodes[-1], logic.space
    wide = space.refinements(stopped.point)
    within: dict[str, list[Box]] = {}
    for branch, boxes in zip(logic.graph.condition(name).branches, logic.answers(name).branches, strict=True):
        parts = (wide & box for box in boxes)
        within.setdefault(branch.test, []).extend(part for part in parts if not space.is_void(part))
    leads = MappingProxyType({test: reached_leaves(logic, boxes) for test, boxes in within.items()})
    return tuple(Missing(finding, leads) for finding in logic.open_findings(stopped.point, name))


# ---- one step


def _step(logic: Logic, case: Case, name: str) -> Step:
    graph = logic.graph
    node = graph.nodes[name]
    box, text = graph.boxes[name], node_text(graph, node)
    if isinstance(node, Action):
        return Step(name, box, "action", text, node.cites)
    branch = logic.answer(logic.space.point(case), name)
    read = {finding: _value(logic, case, finding) for finding in node.findings}
    answer = _answer(logic, case, node, branch, read)
    if branch is None:
        branch, label = logic.answers(name).unknown, "Not known"
    elif answer == UNKNOWN or not isinstance(node.ask, str):
        label = branch_text(graph, node, node.branches[branch])
    else:
        label = answer_text(graph.findings[node.ask], answer)
    return Step(name, box, "condition", text, node.cites, answer, branch, label, MappingProxyType(read))


def _value(logic: Logic, case: Case, finding: str) -> Value:
    """What a finding is: as entered, or the one value that the others leave, or unknown."""
    if finding in case.findings:
        return case.findings[finding]
    cells, space = logic.space.cells[finding], logic.space
    bits = space.bits(space.possible(space.point(case), finding), finding)
    value = cells.only((bits[0] >> space.offset[finding]).bit_length() - 1) if len(bits) == 1 else None
    return UNKNOWN if value is None else value


def _answer(logic: Logic, case: Case, node: Condition, branch: int | None, read: dict[str, Value]) -> Value:
    """The value that was read, where there is just one; of a combined condition yes or no."""
    if branch is None:
        return UNKNOWN
    if isinstance(node.ask, str):
        return read[node.ask]
    answer = logic.holds(logic.space.point(case), node)
    return UNKNOWN if answer is None else answer
