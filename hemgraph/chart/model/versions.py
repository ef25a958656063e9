"""Two versions as one chart: the new one with what was removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from ...graph import Condition, DecisionGraph, Node
from ...results import Difference
from .page_graph import PageGraph, edges_of

Edges = dict[tuple[str, str], str]
"""What stands on each edge."""


def scheme_of_versions(found: Difference) -> PageGraph:
    """Return the new version with the boxes and edges that only the old one has; boxes keep their numbers."""
    old, new = both_edges(found)
    hidden = set(hidden_edges(found))
    edges: dict[str, tuple[tuple[str, str], ...]] = {}
    nodes: dict[str, Node] = {}
    for name, node in all_nodes(found).items():
        ways = {key: text for key, text in new.items() if key[0] == name}
        gone = {key: text for key, text in old.items() if key[0] == name and key not in ways and key not in hidden}
        edges[name] = tuple((target, text) for (_, target), text in (*ways.items(), *gone.items()))
        nodes[name] = _with_ways(node, [target for target, _ in edges[name]], found)
    removed = set(found.structure.removed)
    graph = replace(
        found.new,
        nodes=MappingProxyType(nodes),
        boxes=MappingProxyType({name: (found.old if name in removed else found.new).boxes[name] for name in nodes}),
        findings=MappingProxyType({**found.old.findings, **found.new.findings}),
        interventions=MappingProxyType({**found.old.interventions, **found.new.interventions}),
    )
    return PageGraph(graph, edges, tuple(dict.fromkeys((found.new.start, old_start(found)))))


def old_start(found: Difference) -> str:
    """Return where the old version starts, by the id that it has in the new one."""
    return new_names(found).get(found.old.start, found.old.start)


def hidden_edges(found: Difference) -> Edges:
    """Return the removed edges that would lead up the chart, against the order of the new version; none is drawn."""
    import networkx

    old, new = both_edges(found)
    both: networkx.DiGraph[str] = networkx.DiGraph(list(new))
    hidden: Edges = {}
    for (tail, head), text in old.items():
        if (tail, head) in new:
            continue
        if head in both and tail in both and networkx.has_path(both, head, tail):
            hidden[tail, head] = text
        else:
            both.add_edge(tail, head)
    return hidden


def all_nodes(found: Difference) -> dict[str, Node]:
    """The nodes of the new version, and those that were removed."""
    return {**found.new.nodes, **{name: found.old.nodes[name] for name in found.structure.removed}}


def new_names(found: Difference) -> Mapping[str, str]:
    """The ids of the old version that have another one in the new."""
    return {old: new for new, old in found.structure.renamed}


def _edges(graph: DecisionGraph, names: Mapping[str, str]) -> Edges:
    """What stands on the edges of a version, some of its nodes by other names."""
    return {
        (names.get(node.id, node.id), names.get(target, target)): text
        for node in graph.nodes.values()
        for target, text in edges_of(graph, node)
    }


def both_edges(found: Difference) -> tuple[Edges, Edges]:
    """The edges of the old version, by the ids of the new one, and of the new."""
    return _edges(found.old, new_names(found)), _edges(found.new, {})


def _with_ways(node: Node, targets: list[str], found: Difference) -> Node:
    """A node that leads everywhere where either version leads; only its targets count for the layout."""
    if isinstance(node, Condition):
        return replace(node, branches=tuple(replace(node.branches[0], go=target) for target in targets))
    again = node.reassess and new_names(found).get(node.reassess, node.reassess)
    return replace(node, then=next(iter(targets), None), reassess=again if again in all_nodes(found) else None)
