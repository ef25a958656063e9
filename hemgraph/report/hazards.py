"""A hazard log, told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..graph import DecisionGraph
from ..results.hazards import HazardLog, Link
from ..wording import node_text


def hazards_text(log: HazardLog, graph: DecisionGraph, strong: Callable[[str], str] = str) -> str:
    """Return every hazard with its cause, harm, control and evidence, the boxes by their numbers."""
    lines = [strong(f"Hazards of {graph.title}, version {graph.version} ({graph.status.upper()})"), ""]
    for hazard in log.hazards.values():
        lines += [strong(f"{hazard.id}  {hazard.hazard}"), f"  Cause: {hazard.cause}", f"  Harm: {hazard.harm}"]
        for what, links in (("Control", hazard.control), ("Evidence", hazard.evidence)):
            lines += [f"  {what}: {text}" for text in _links(links, graph)]
        lines.append("")
    return "\n".join(lines)


def _links(links: Iterable[Link], graph: DecisionGraph) -> list[str]:
    return [f"{_link(link, graph)}{f': {link.says}' if link.says else ''}" for link in links]


def _link(link: Link, graph: DecisionGraph) -> str:
    match link.kind:
        case "node" if link.name in graph.nodes:
            return f"box {graph.boxes[link.name]}, {node_text(graph, graph.nodes[link.name])}"
        case "property":
            return f"proved for every patient: {link.name}"
        case kind:
            return f"{kind} {link.name}"
