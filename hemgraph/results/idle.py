"""Where rows go on for which an unknown did not matter: they take no branch there, and are next seen further down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..graph import Action, DecisionGraph
from .cohorts import Cohort

Pair = tuple[str, str]


def going_on(cohort: Cohort) -> Mapping[Pair, int]:
    """Return how many rows can go on from which node at which, with every pair that some row could go: one of the
    ways to share them out, where there are several.

    All ways of such a row come together again. So it is next seen at a node before which no other node lies on every
    way: what lies there would be seen first. Where an unknown that was taken on the way is known after all, a row can
    be next seen anywhere: then the pairs are all with a node that rows come to on no edge. Raises ValueError for
    counts that no rows have, as where some are not told.
    """
    graph = cohort.graph
    leaving = {name: rows for name, rows in cohort.idle.items() if rows}
    on_edges = _on_edges(cohort)
    coming = {name: more for name, rows in cohort.nodes.items() if (more := (rows or 0) - on_edges[name])}
    if not leaving:
        return {}
    order = _order(graph)
    near = [(one, other) for one in leaving for other in first_after(graph, one, order)]
    found = _shared_out(leaving, coming, near)
    if found is None:
        found = _shared_out(leaving, coming, [(one, other) for one in leaving for other in coming])
    if found is None:
        raise ValueError("these are not the counts of any rows")
    return found


def first_after(graph: DecisionGraph, start: str, order: Iterable[str]) -> Iterator[str]:
    """Yield the nodes below one before which no other node lies on every way from there; `order` has targets last.

    These are what it immediately dominates (Lengauer and Tarjan 1979); without cycles one pass tells.
    """
    behind: dict[str, set[str | None]] = {}
    first: dict[str, str | None] = {start: None}
    for name in order:
        if name in behind:
            ways = behind[name]
            here = next(iter(ways)) if len(ways) == 1 else None
            if here is None:
                yield name
            first[name] = here or name
        if name in first:
            for target in graph.nodes[name].targets:
                behind.setdefault(target, set()).add(first[name])


def _order(graph: DecisionGraph) -> list[str]:
    import networkx

    return list(networkx.topological_sort(graph.network))


def _on_edges(cohort: Cohort) -> Counter[str]:
    """How many rows come to each node on its edges; to the first one those that begin there."""
    graph = cohort.graph
    found = Counter({graph.start: cohort.rows - (cohort.refused or 0)})
    for (tail, n), rows in cohort.branches.items():
        found[graph.condition(tail).branches[n].go] += rows or 0
    for node in graph.nodes.values():
        if isinstance(node, Action) and node.then:
            found[node.then] += cohort.nodes[node.id] or 0
    return found


def _shared_out(
    leaving: Mapping[str, int], coming: Mapping[str, int], pairs: Sequence[Pair]
) -> Mapping[Pair, int] | None:
    """How many rows of each pair make up both sums; None where none do."""
    import networkx

    network: networkx.DiGraph[tuple[str, str]] = networkx.DiGraph()
    first, last = ("", "first"), ("", "last")
    network.add_edges_from((first, ("from", name), {"capacity": rows}) for name, rows in leaving.items())
    network.add_edges_from((("to", name), last, {"capacity": rows}) for name, rows in coming.items())
    network.add_edges_from((("from", one), ("to", other)) for one, other in pairs)
    if not coming or sum(leaving.values()) != sum(coming.values()):
        return None
    whole, flow = networkx.maximum_flow(network, first, last)
    if whole != sum(leaving.values()):
        return None
    return {(one, other): flow["from", one]["to", other] for one, other in pairs}
