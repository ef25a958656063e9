"""What stands behind the answer for a case: why, who disagrees, what was not known; plain data, texts only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ...finding import Test
from ...graph import Condition, Weighing
from ...results import UNKNOWN, Step, Trace
from ...values.domains import Value
from ...wording import answer_text
from ...wording.citing import cited_sources, disputes, remarks, unknown_texts
from ..model.data import Data
from ..model.imprint import has_note
from .notes import box_notes, cited, dispute, sources


def handout(trace: Trace, charted: Iterable[str] = ()) -> dict[str, Data]:
    """Return what the pages behind the chart say of one case; `charted` are the boxes whose notes they have too."""
    graph, path = trace.graph, [step.node for step in trace.path]
    noted = {name for name in charted if name in graph.nodes and has_note(graph, graph.nodes[name])}
    boxes = sorted({*path} | noted, key=graph.boxes.__getitem__)
    return {
        "path": [_step(trace, step) for step in trace.path],
        "outcomes": [cited(graph, s.text, s.cites) for s in remarks(trace).outcomes],
        "disputes": [dispute(graph, conflict, about) for conflict, about in disputes(trace)],
        "unknown": list(unknown_texts(trace)),
        "remarks": box_notes(graph, [graph.nodes[name] for name in boxes]),
        "sources": sources(graph, cited_sources(trace)),
    }


def _step(trace: Trace, step: Step) -> dict[str, Data]:
    """A box of the path, with the findings that decided its answer, where the answer itself does not say them."""
    findings = trace.graph.findings
    decided = [
        f"{findings[name].ask.rstrip('?')}: {'not known' if value == UNKNOWN else answer_text(findings[name], value)}"
        for name, value in _decisive(trace, step)
    ]
    lead = "decided by " if decided and len(step.read or {}) > 1 else ""
    return {"box": step.box, "text": step.text, "answer": step.label, "read": lead + "; ".join(decided)}


def _decisive(trace: Trace, step: Step) -> Iterator[tuple[str, Value]]:
    """The findings that made the answer: of a combined question those of the clauses that hold, or fail, with it.

    Where what is not known left it open, these are all that it read.
    """
    node, read = trace.graph.nodes[step.node], step.read or {}
    match node:
        case Condition(ask=Weighing() as weighing):
            held = [[t for t in clause if _holds(t, read)] for clause in weighing.clauses]
            whole = [held[n] for n, clause in enumerate(weighing.clauses) if len(held[n]) == len(clause)]
            failed = [[t for t in c if read[t.finding] != UNKNOWN and not _holds(t, read)] for c in weighing.clauses]
            tests = [] if step.answer == UNKNOWN else whole if step.answer else failed
            names = {test.finding for clause in tests for test in clause}
            yield from ((name, value) for name, value in read.items() if name in names or not names)
        case Condition(ask=str() as name):
            value = read[name]
            if value != UNKNOWN and answer_text(trace.graph.findings[name], value) != step.label:
                yield name, value


def _holds(test: Test, read: Mapping[str, Value]) -> bool:
    value = read[test.finding]
    return value != UNKNOWN and value in test.values
