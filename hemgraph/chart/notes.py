"""What stands behind the boxes, for the pages after the chart: plain data, texts only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..graph import Action, DecisionGraph, Recommendation, Stance
from ..results import Trace
from ..wording import STANCES, cite, within

Data = Mapping[str, object] | Sequence[object] | str | int | float | bool


def notes(graph: DecisionGraph, trace: Trace | None) -> dict[str, Data]:
    """Return the notes of every action, or of those on the path of a trace, with all that they rest on."""
    names = [step.node for step in trace.path] if trace else sorted(graph.nodes, key=lambda name: graph.boxes[name])
    nodes = [graph.nodes[name] for name in names]
    actions = [node for node in nodes if isinstance(node, Action)]
    disputed = dict.fromkeys(r.disputed for action in actions for r in action.recommend if r.disputed)
    path = [{"box": s.box, "text": s.text, "answer": s.label} for s in trace.path] if trace else []
    return {
        "path": path,
        "actions": [_action(graph, action) for action in actions],
        "disputes": [_dispute(graph, name) for name in disputed],
        "sources": [
            {"id": s.id, "text": ", ".join(filter(None, (s.title, s.publisher, s.updated, s.review_status)))}
            for s in graph.cited_sources
        ],
        "abbreviations": [f"{short}: {long}" for short, long in sorted(graph.abbreviations.items())],
        "remarks": [f"Box {graph.boxes[n.id]}: {n.note}" for n in nodes if n.note],
    }


def _action(graph: DecisionGraph, action: Action) -> dict[str, Data]:
    said = [
        {"stance": STANCES[stance], "items": [_given(graph, r) for r in action.recommend if r.stance is stance]}
        for stance in Stance
        if any(r.stance is stance for r in action.recommend)
    ]
    return {
        "box": graph.boxes[action.id],
        "title": action.title,
        "said": said,
        "cautions": [_cited(graph, s.text, s.cites) for s in action.caution],
        "outcomes": [_cited(graph, s.text, s.cites) for s in action.expect],
    }


def _given(graph: DecisionGraph, given: Recommendation) -> dict[str, Data]:
    details = [given.detail, given.timing, f"because {within(given.because)}" if given.because else ""]
    return {
        "name": graph.interventions[given.intervention],
        "detail": "; ".join(part for part in details if part),
        "cites": cite(graph, given.cites),
        "disputed": given.disputed is not None,
    }


def _dispute(graph: DecisionGraph, name: str) -> dict[str, Data]:
    conflict = graph.conflicts[name]
    about = "; ".join(graph.interventions[i] for i in conflict.about) or name.replace("-", " ")
    sides = [f"{side.replace('-', ' ')}: {cite(graph, claims)}" for side, claims in conflict.positions.items()]
    return {"about": about, "sides": sides, "resolution": conflict.resolution, "because": conflict.because}


def _cited(graph: DecisionGraph, text: str, cites: Iterable[str]) -> str:
    source = cite(graph, cites)
    return f"{text} ({source})" if source else text
