"""The answer: a trace with every reason, made from a walk and the ways on from where it stopped."""

from __future__ import annotations

from collections.abc import Container, Sequence
from types import MappingProxyType

from ..case import Case
from ..diagram.conditions import REFUSED
from ..diagram.kernel import Diagram
from ..diagram.passing import Passing
from ..errors import BrokenLogic, Fault, RefusedCase
from ..graph import Action, Condition, Stance
from ..regions.logic import Logic
from ..results import UNKNOWN, Given, Missing, Outcome, Status, Step, Trace
from ..values.domains import Value, value_text
from ..wording import answer_text, branch_text, clause_text, node_text
from .walk import Walk, given_on, is_leaf, keys_on, refusal, walk
from .ways import ends_of, passing


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
        return _complete(logic, case, way)
    passed = passing(logic, way.point)
    ways = passed.ways(passed.case())
    ends = passed.ends(ways)
    some, every = passed.passed(ways)
    if ends.outcome is not None:
        return _complete(logic, case, way, passed, some, every)
    if not ends.leaves:
        raise BrokenLogic([refusal(logic, _refused(logic, way, passed, ways), case)])
    return Trace(
        graph=logic.graph,
        case=case,
        status=Status.INCOMPLETE,
        leaf=None,
        path=tuple(_step(logic, case, node) for node in way.nodes),
        recommendations=tuple(g for g in given_on(logic.graph, some) if g.recommendation.key in ends.common),
        missing=_missing(logic, way, passed),
        reachable=_in_order(logic, passed.leaves),
    )


def _in_order(logic: Logic, names: Container[str]) -> tuple[str, ...]:
    """Some leaves in the order of the file."""
    return tuple(leaf.id for leaf in logic.graph.leaves if leaf.id in names)


def _refused(logic: Logic, stopped: Walk, passed: Passing, ways: Diagram) -> Walk:
    """One way on of a walk that stopped that meets a fault of the graph."""
    name, found = next((name, found) for name in passed.refused if (found := passed.refused_on(ways, name)) is not None)
    space, point = logic.space, stopped.point
    for finding, cell in found.items():
        point = space.put(point, finding, 1 << space.offset[finding] + cell)
    return Walk(point, (name,), refused=True)


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


def _complete(
    logic: Logic,
    case: Case,
    way: Walk,
    passed: Passing | None = None,
    some: Sequence[str] = (),
    every: Sequence[str] = (),
) -> Trace:
    """The trace of a walk to a leaf, or of one that stopped where all its ways on come to the same.

    Then `some` of them pass these nodes, and `every` one those.
    """
    graph = logic.graph
    nodes = (*way.nodes, *(name for name in every if name not in way.nodes))
    leaf = graph.nodes[nodes[-1]]
    assert isinstance(leaf, Action)
    given = given_on(graph, some or nodes)
    _refuse_clash(given)
    path = tuple(_step(logic, case, node) for node in nodes)
    asked = _unknown_asked(logic, case, path)
    one_leaf = passed is None and not way.took_unknown
    if passed is None and (way.took_unknown or (asked and logic.conditions.open_levels)):
        passed = passing(logic, way.point)
    return Trace(
        graph=graph,
        case=case,
        status=Status.SILENT if leaf.silent else Status.RECOMMENDED,
        leaf=leaf.id,
        path=path,
        recommendations=given,
        reachable=(leaf.id,) if one_leaf or passed is None else _in_order(logic, passed.leaves),
        did_not_matter=_idle(logic, asked, passed, (leaf.id, keys_on(graph, some or nodes))),
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


def _unknown_asked(logic: Logic, case: Case, path: Sequence[Step]) -> tuple[str, ...]:
    """The unknown findings that the path asked, and that could have parted it."""
    found: dict[str, None] = {}
    for step in path:
        unknown = [name for name, value in (step.read or {}).items() if value == UNKNOWN]
        if unknown and not _counts_as_known(logic, case, step):
            found.update(dict.fromkeys(unknown))
    return tuple(found)


def _idle(logic: Logic, asked: Sequence[str], passed: Passing | None, outcome: Outcome) -> tuple[str, ...]:
    """Those of some unknown findings none of whose possible values gives another result."""
    if passed is None or not logic.conditions.open_levels:
        return tuple(asked)  # the result holds for every patient with these findings
    return tuple(finding for finding in asked if ends_of(passed, [finding]).outcome == outcome)


def _counts_as_known(logic: Logic, case: Case, step: Step) -> bool:
    """Whether a condition on one unknown finding was answered all the same, since only one branch was possible."""
    asks_one = isinstance(logic.graph.condition(step.node).ask, str)
    return asks_one and logic.answer(logic.space.point(case), step.node) is not None


def _missing(logic: Logic, stopped: Walk, passed: Passing) -> tuple[Missing, ...]:
    name = stopped.nodes[-1]
    within: dict[str, set[str]] = {branch.test: set() for branch in logic.graph.condition(name).branches}
    for answer, part in passed.answers(name):
        if answer is not None and answer != REFUSED:
            within[logic.graph.condition(name).branches[answer].test].update(passed.reached(part))
    leads = MappingProxyType({test: _in_order(logic, found) for test, found in within.items()})
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
        branch, label = logic.conditions.unknown[name], "Not known"
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
