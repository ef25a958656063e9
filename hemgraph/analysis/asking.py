"""Questions that come late, and boundaries that no case of a bank stands on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from ..graph import Condition, Special
from ..regions.space import Box
from ..results import Issue, Severity, Trace
from ..values.domains import Domain, Number
from ..values.numbers import exact, format_number, parse_number
from ..values.sets import Interval, Ranges
from ..wording import answer_text, few
from .proof import Proof


def detect_late_question(proof: Proof) -> Iterator[Issue]:
    """Yield the conditions that ask a finding which is known there already, on some path of a whole patient."""
    logic, whole = proof.logic, proof.whole
    asked: dict[str, list[str]] = {}
    for name in logic.order:
        node = proof.graph.nodes[name]
        if not isinstance(node, Condition) or not isinstance(node.ask, str) or name not in whole.here:
            continue
        earlier = [m for m in reversed(asked.get(node.ask, ())) if logic.before[name] >> logic.position[m] & 1]
        asked.setdefault(node.ask, []).append(name)
        for before in earlier:
            begin = [box & ~proof.space.unknowns for box in whole.here[before]]
            flow = proof.walks({before: begin}, within=logic.before[name])
            if name in flow.here:
                yield Issue(
                    "late_question",
                    Severity.NOTE,
                    f"{proof.name(name)} asks `{node.ask}`, which {proof.name(before)} has asked before on one path",
                    f"part the branches of {proof.name(before)} further instead, if the chart gets simpler by it",
                    node=name,
                    about=(before,),
                    witness=proof.witness(name, flow.here[name][0], after=flow, base=whole),
                    place=proof.place("nodes", name),
                )
                break


@dataclass(frozen=True)
class Boundary:
    """Where a condition parts the numbers of a finding: the number that its test names, and the next one beyond.

    Where the test names a number between two steps, `at` is the lower one of these.
    """

    node: str
    finding: str
    at: Decimal
    beside: Decimal


def boundaries(proof: Proof) -> tuple[Boundary, ...]:
    """Return the boundaries of the conditions that somebody reaches, in the order of the file, lowest first."""
    return tuple(
        Boundary(condition.id, name, at, beside)
        for condition in proof.conditions
        for name, intervals in _tests(condition).items()
        for at, beside in _edges(proof.graph.findings[name].domain, intervals)
    )


@exact
def _edges(domain: Domain, intervals: Sequence[Interval]) -> list[tuple[Decimal, Decimal]]:
    """The pairs of neighbours that some tests part, each once, the one that a test names first."""
    assert isinstance(domain, Number)
    found: dict[tuple[Decimal, Decimal], tuple[Decimal, Decimal]] = {}
    for interval in intervals:
        for at, closed, down in (
            (interval.low, interval.low_closed, True),
            (interval.high, interval.high_closed, False),
        ):
            if at is None:
                continue
            step = domain.step or Decimal(1).scaleb(min(int(at.as_tuple().exponent), 0) - 1)
            rest = (at - domain.low) % step if domain.step else Decimal(0)
            named = at - rest
            beside = named + step if rest or closed is not down else named - step
            if not domain.fault(named) and not domain.fault(beside):
                pair = parse_number(format_number(named)), parse_number(format_number(beside))
                found.setdefault((min(pair), max(pair)), pair)
    return sorted(found.values())


def _tests(condition: Condition) -> dict[str, list[Interval]]:
    """The intervals that a condition tests numbers against, by finding."""
    if isinstance(condition.ask, str):
        pairs = [(condition.ask, branch.when) for branch in condition.branches if not isinstance(branch.when, Special)]
    else:
        pairs = [(test.finding, test.values) for clause in condition.ask.clauses for test in clause]
    found: dict[str, list[Interval]] = {}
    for name, values in pairs:
        if isinstance(values, Ranges):
            found.setdefault(name, []).extend(values.intervals)
    return found


def _is_faulty(proof: Proof, edge: Boundary) -> bool:
    """Whether no branch takes a boundary, or several do: then nobody can stand on it, and it is told as that."""
    condition = proof.graph.condition(edge.node)
    if not isinstance(condition.ask, str):
        return False
    takers = proof.takers(condition)[proof.space.cells[edge.finding].cell_of(edge.at)]
    return not takers or proof.is_split(condition, takers)


def detect_boundary_untested(proof: Proof, traces: Sequence[Trace]) -> Iterator[Issue]:
    """Yield the boundaries, of conditions that ask a number, that no case of a bank stands on when it comes there."""
    stood = {
        (step.node, name, value)
        for trace in traces
        for step in trace.path
        for name, value in (step.read or {}).items()
        if isinstance(value, Decimal)
    }
    missed: dict[tuple[str, str], list[tuple[Decimal, Box]]] = {}
    for edge in boundaries(proof):
        if (edge.node, edge.finding, edge.at) in stood or _is_faulty(proof, edge):
            continue
        bit = proof.space.bit(edge.finding, edge.at)
        boxes = (proof.space.put(box, edge.finding, bit) for box in proof.flow.here[edge.node] if box & bit)
        if possible := next(filter(proof.space.admits, boxes), None):
            missed.setdefault((edge.node, edge.finding), []).append((edge.at, possible))
    for (node, name), found in missed.items():
        finding = proof.graph.findings[name]
        said = few([answer_text(finding, at) for at, _ in found], " or ")
        witness = proof.witness(node, found[0][1], name)
        yield Issue(
            "boundary_untested",
            Severity.NOTE,
            f"no case of a bank comes to {proof.name(node)} with `{name}` {said}, where its tests part",
            "add a case that stands there",
            node=node,
            about=(name, *(format_number(at) for at, _ in found)),
            witness=replace(witness, case=replace(witness.case, findings={**witness.case.findings, name: found[0][0]})),
            place=proof.place("nodes", node),
        )
