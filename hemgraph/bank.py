"""Run a bank of cases: what each was expected to give, what it gave, and which branches were taken."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from .api import Graph
from .case import Case
from .errors import BrokenLogic, NotDecided, RefusedCase
from .files.bank_file import Bank, Entered, read_bank
from .graph import Condition, DecisionGraph, Stance
from .results import Coverage, Failed, Trace


@dataclass(frozen=True)
class Miss:
    """One expectation that was not met."""

    expected: str
    got: str


@dataclass(frozen=True)
class Run:
    """One case of a bank that was run; `trace` is None where it was refused."""

    case: Entered
    trace: Trace | None
    misses: tuple[Miss, ...]


@dataclass(frozen=True)
class BankRun:
    """A bank that was run."""

    file: str
    graph: DecisionGraph
    runs: tuple[Run, ...]

    @property
    def failed(self) -> tuple[Run, ...]:
        """The cases with an expectation that was not met."""
        return tuple(run for run in self.runs if run.misses)


def run_bank(graph: Graph, bank: Bank) -> BankRun:
    """Return each case of a bank with the expectations that it missed.

    Raises BadFile where an expectation names what the graph does not have.
    """
    bank.check_names(graph.model)
    return BankRun(bank.file, graph.model, tuple(_run(graph, case) for case in bank.cases))


def _run(graph: Graph, case: Entered) -> Run:
    try:
        trace = graph.trace(graph.case(case.entries, case.id, case.place))
    except (RefusedCase, BrokenLogic) as error:
        return Run(case, None, (Miss("a case that is not refused", str(error)),))
    return Run(case, trace, tuple(_misses(case, trace)))


def _misses(case: Entered, trace: Trace) -> Iterable[Miss]:
    expect = case.expect
    if expect is None:
        return
    if expect.status is not None and expect.status != trace.status:
        yield Miss(f"status {expect.status}", _end(trace))
    if expect.leaf is not None and expect.leaf != trace.leaf:
        yield Miss(f"leaf `{expect.leaf}`", _end(trace))
    nodes = [step.node for step in trace.path]
    if expect.path is not None and list(expect.path) != nodes:
        yield Miss(f"path {' > '.join(expect.path)}", " > ".join(nodes))
    for stance in Stance:
        for name in getattr(expect, stance.value):
            if (said := _stances(trace, name)) != [stance]:
                yield Miss(f"{stance} `{name}`", " and ".join(said) or "nothing said of it")
    for name in expect.never:
        if said := [stance for stance in _stances(trace, name) if stance is not Stance.AVOID]:
            yield Miss(f"never do or consider `{name}`", " and ".join(said))


def _stances(trace: Trace, intervention: str) -> list[Stance]:
    said = {given.stance for given in trace.recommendations if given.intervention == intervention}
    return [stance for stance in Stance if stance in said]


def _end(trace: Trace) -> str:
    if trace.leaf is None:
        missing = ", ".join(f"`{m.finding}`" for m in trace.missing)
        return f"{trace.status} at `{trace.path[-1].node}`, where {missing} must be known"
    return f"{trace.status}, leaf `{trace.leaf}`"


def traces_of(graph: Graph, bank: Bank) -> tuple[Trace, ...]:
    """Return the traces of the cases of a bank, without those that are refused or not decided."""
    found = []
    for case in bank.cases:
        with suppress(RefusedCase, BrokenLogic, NotDecided):
            found.append(graph.trace(graph.case(case.entries, case.id, case.place)))
    return tuple(found)


def worked_cases(graph: Graph, banks: Iterable[Path]) -> tuple[Case, ...]:
    """Return the cases of some banks that the graph does not refuse, each id once. Raises BadFile for a broken bank."""
    found: dict[str, Case] = {}
    for path in banks:
        for entered in read_bank(path).cases:
            with suppress(RefusedCase):
                found.setdefault(entered.id, graph.case(entered.entries, entered.id, entered.place))
    return tuple(found.values())


def coverage_of(runs: Sequence[BankRun]) -> Coverage:
    """Return what the cases of some banks of one graph passed, and which of them failed."""
    cases = [case for run in runs for case in run.runs]
    found = coverage(runs[0].graph, [case.trace for case in cases if case.trace is not None])
    return replace(found, failed=tuple(_failed(case) for case in cases if case.misses))


def _failed(run: Run) -> Failed:
    misses = tuple(f"expected {miss.expected}, got {miss.got}" for miss in run.misses)
    return Failed(run.case.id, run.trace.case.findings if run.trace else None, misses)


def coverage(graph: DecisionGraph, traces: Sequence[Trace]) -> Coverage:
    """Return which nodes and branches of a graph some traces passed."""
    steps = [step for trace in traces for step in trace.path]
    nodes = {step.node for step in steps}
    taken = {(step.node, step.branch) for step in steps if step.branch is not None}
    branches = [(n.id, i) for n in graph.nodes.values() if isinstance(n, Condition) for i in range(len(n.branches))]
    return Coverage(
        len(graph.nodes),
        len(branches),
        tuple(name for name in graph.nodes if name not in nodes),
        tuple(branch for branch in branches if branch not in taken),
    )
