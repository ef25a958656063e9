"""The order in which nodes are looked at: each after all that lead to it."""

from __future__ import annotations

from collections import Counter

from ..graph import DecisionGraph


def topological(graph: DecisionGraph) -> tuple[str, ...]:
    """Return the nodes in topological order: step by step those that wait for no other (Kahn 1962).

    It is that of `networkx.topological_sort`, without the time that it takes to load. What is not checked: that there
    is no circle; its nodes would be left out.
    """
    waits = Counter(target for node in graph.nodes.values() for target in {*node.targets})
    ready, found = [name for name in graph.nodes if not waits[name]], list[str]()
    while ready:
        found += ready
        freed: list[str] = []
        for name in ready:
            for target in dict.fromkeys(graph.nodes[name].targets):
                waits[target] -= 1
                if not waits[target]:
                    freed.append(target)
        ready = freed
    return tuple(found)
