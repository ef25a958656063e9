"""What a trace rests on and what stands beside it: disputes with both sides, remarks, sources."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph import Action, Conflict, Recommendation, Statement
from ..results import Trace


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
