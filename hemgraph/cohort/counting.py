"""Counted tips as a cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..compile.ends import End
from ..compile.tree import Tip
from ..graph import Condition, DecisionGraph
from ..results import Cohort, Status
from .columns import Plan


def counted(plan: Plan, name: str, tips: Iterable[tuple[Tip, int]], refused: int) -> Cohort:
    """Return how many rows go where, from how many come to each tip.

    A branch is counted where the next node of the path is its target; else, after a stop, the unknown did not matter.
    """
    graph = plan.graph.model
    nodes: Counter[str] = Counter()
    branches: Counter[tuple[str, int]] = Counter()
    ends: dict[str, Counter[str]] = {"leaf": Counter(), "stop": Counter(), "idle": Counter(), "missing": Counter()}
    statuses: Counter[str] = Counter()
    rows = refused
    for tip, count in tips:
        end = tip.end
        assert isinstance(end, End)
        rows += count
        statuses[end.status] += count
        path = (*tip.passed, *end.later)
        for (node, branch), after in zip(path, [*(node for node, _ in path[1:]), None], strict=True):
            nodes[node] += count
            asking = graph.nodes[node]
            if not isinstance(asking, Condition):
                continue
            if branch is not None and after == asking.branches[branch].go:
                branches[node, branch] += count
            else:
                ends["idle" if after else "stop"][node] += count
        if end.leaf:
            ends["leaf"][end.leaf] += count
        for finding in end.missing:
            ends["missing"][finding] += count
    asked = [node for node in graph.nodes.values() if isinstance(node, Condition)]
    return Cohort(
        graph=graph,
        name=name,
        rows=rows,
        refused=refused,
        statuses={status: statuses[status] for status in Status},
        leaves={leaf.id: ends["leaf"][leaf.id] for leaf in graph.leaves},
        stopped={node.id: ends["stop"][node.id] for node in asked},
        nodes={node: nodes[node] for node in graph.nodes},
        branches={(node.id, n): branches[node.id, n] for node in asked for n in range(len(node.branches))},
        idle={node.id: ends["idle"][node.id] for node in asked},
        missing={finding: ends["missing"][finding] for finding in graph.findings},
        unread=_unread(graph, plan),
        given=plan.given,
    )


def _unread(graph: DecisionGraph, plan: Plan) -> tuple[str, ...]:
    read = {each.finding.id for each in plan.reads}
    return tuple(name for name in graph.findings if name not in read and plan.fixed.get(name) is None)
