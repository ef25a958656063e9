"""What stands behind the boxes, for the pages after a chart without a case: plain data, texts only."""

from __future__ import annotations

from collections.abc import Iterable

from ...graph import Action, Conflict, DecisionGraph, Node, Recommendation, Stance
from ...wording import STANCES, cite, within
from ..model.data import Data
from ..model.imprint import NOTED, said_of


def notes(graph: DecisionGraph) -> dict[str, Data]:
    """Return what every action says, with all that it rests on."""
    nodes = sorted(graph.nodes.values(), key=lambda node: graph.boxes[node.id])
    actions = [node for node in nodes if isinstance(node, Action)]
    disputed = dict.fromkeys(r.disputed for action in actions for r in action.recommend if r.disputed)
    return {
        "actions": [_action(graph, action) for action in actions],
        "disputes": [_dispute(graph, name) for name in disputed],
        "remarks": box_notes(graph, nodes),
        "sources": sources(graph, [source.id for source in graph.cited_sources]),
    }


def box_notes(graph: DecisionGraph, nodes: Iterable[Node]) -> list[Data]:
    """Return what is said of some boxes besides their text, and who approved them; a † is on those of the chart."""
    rows: list[Data] = []
    for node in nodes:
        approved = " ".join(
            part
            for part in (
                f"by {node.approved_by}" if node.approved_by else "",
                f"on {node.approved_on}" if node.approved_on else "",
            )
            if part
        )
        approval = f"Approved {approved}{', but NOT as it stands' if node.id in graph.lapsed else ''}."
        said = said_of(graph, node)
        if said or approved:
            text = " ".join([*said, *([approval] if approved else [])])
            rows.append({"box": graph.boxes[node.id], "mark": f"{NOTED} " if said else "", "text": text})
    return rows


def sources(graph: DecisionGraph, names: Iterable[str]) -> list[Data]:
    """Return sources as their documents name themselves."""
    found = (graph.sources[name] for name in names)
    return [
        {"id": s.id, "text": ", ".join(filter(None, (s.title, s.publisher, s.updated, s.review_status)))} for s in found
    ]


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
        "cautions": [cited(graph, s.text, s.cites) for s in action.caution],
        "outcomes": [cited(graph, s.text, s.cites) for s in action.expect],
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
    return dispute(graph, conflict, [graph.interventions[i] for i in conflict.about] or [name.replace("-", " ")])


def dispute(graph: DecisionGraph, conflict: Conflict, names: Iterable[str]) -> dict[str, Data]:
    """Return a conflict about some interventions: both sides, what was decided, and why."""
    sides = [f"{side.replace('-', ' ')}: {cite(graph, claims)}" for side, claims in conflict.positions.items()]
    return {
        "about": "; ".join(dict.fromkeys(names)),
        "sides": sides,
        "resolution": conflict.resolution,
        "because": conflict.because,
    }


def cited(graph: DecisionGraph, text: str, cites: Iterable[str]) -> str:
    """Return a text with what it rests on behind it."""
    source = cite(graph, cites)
    return f"{text} ({source})" if source else text
