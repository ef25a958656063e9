"""What a trace rests on and what stands beside it: disputes with both sides, remarks, sources."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph import Action, Conflict, Recommendation, Statement
from ..results import UNKNOWN, Missing, Trace
from . import answer_text, branch_text


def disputes(trace: Trace) -> tuple[tuple[Conflict, tuple[str, ...]], ...]:
    """Return the conflicts that the trace's recommendations are disputed by, each with the interventions concerned."""
    found: dict[str, list[str]] = {}
    for given in trace.recommendations:
        if given.recommendation.disputed:
            found.setdefault(given.recommendation.disputed, []).append(given.name)
    return tuple((trace.graph.conflicts[name], tuple(about)) for name, about in found.items())


def actions(trace: Trace) -> tuple[Action, ...]:
    """Return the actions on the path."""
    nodes = (trace.graph.nodes[step.node] for step in trace.path)
    return tuple(node for node in nodes if isinstance(node, Action))


@dataclass(frozen=True)
class Remarks:
    """What stands on the path besides recommendations, each once."""

    cautions: tuple[Statement, ...]
    outcomes: tuple[Statement, ...]


def remarks(trace: Trace) -> Remarks:
    """Return the cautions and expected outcomes of the path."""
    passed = actions(trace)
    return Remarks(
        tuple(dict.fromkeys(s for action in passed for s in action.caution)),
        tuple(dict.fromkeys(s for action in passed for s in action.expect)),
    )


def cited_sources(trace: Trace) -> tuple[str, ...]:
    """Return the sources that the path, its recommendations, remarks and disputes rest on, in the order of the file."""
    rest = remarks(trace)
    claims = [c for step in trace.path for c in step.cites]
    claims += [c for given in trace.recommendations for c in given.recommendation.cites]
    claims += [c for statement in (*rest.cautions, *rest.outcomes) for c in statement.cites]
    claims += [c for conflict, _ in disputes(trace) for position in conflict.positions.values() for c in position]
    named = {trace.graph.claims[claim].source for claim in claims}
    return tuple(source for source in trace.graph.sources if source in named)


def detail(recommendation: Recommendation) -> str:
    """Return a recommendation's detail and timing as one text; empty where it has neither."""
    return "; ".join(part for part in (recommendation.detail, recommendation.timing) if part)


def again_text(trace: Trace) -> str:
    """Return where to enter the graph again, if the end of the path says so, else nothing."""
    node = trace.graph.nodes[trace.path[-1].node]
    if not isinstance(node, Action) or not node.reassess:
        return ""
    return f"Once there is news, enter again at box {trace.graph.boxes[node.reassess]}."


def entered_texts(trace: Trace) -> Iterator[str]:
    """Yield each finding of the case with its answer."""
    for name, value in trace.case.findings.items():
        finding = trace.graph.findings[name]
        yield f"{finding.ask.rstrip('?')}: {answer_text(finding, value)}"


def unknown_findings(trace: Trace) -> tuple[str, ...]:
    """Return the findings that were asked on the path and not known, in its order."""
    read = ((step.read or {}).items() for step in trace.path)
    return tuple(dict.fromkeys(name for items in read for name, value in items if value == UNKNOWN))


def unknown_texts(trace: Trace) -> Iterator[str]:
    """Yield what was asked and not known, except what the path waits for, and what knowing more could change."""
    graph, needed = trace.graph, {missing.finding for missing in trace.missing}
    asked = [name for name in unknown_findings(trace) if name not in needed]
    for name in asked:
        same = "; no answer to it alone would change this result" if name in trace.did_not_matter else ""
        yield f"{graph.findings[name].ask} Not known{same}."
    others = [str(graph.boxes[leaf]) for leaf in trace.reachable if leaf != trace.leaf]
    if asked and trace.leaf is not None and others:
        yield f"Knowing more could still lead to another end: box {', '.join(others)}."


def lead_texts(trace: Trace, missing: Missing) -> Iterator[str]:
    """Yield for each answer to what must be known next the leaves that it can still lead to."""
    graph = trace.graph
    condition = graph.condition(trace.path[-1].node)
    for branch in condition.branches:
        leaves = [graph.nodes[leaf] for leaf in missing.leads_to[branch.test]]
        ends = [f"{graph.boxes[leaf.id]} {leaf.title}" for leaf in leaves[:4]]
        more = f"; and {len(leaves) - 4} more" if len(leaves) > 4 else ""
        words = f"can still lead to box {'; box '.join(ends)}{more}" if ends else "not possible with these findings"
        yield f"{branch_text(graph, condition, branch)}: {words}"
