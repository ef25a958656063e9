"""Cohorts for tests: cases made up by chance, traced one by one, and counted."""

from __future__ import annotations

from collections import Counter
from random import Random

from hemgraph.errors import HemgraphError
from hemgraph.graph import Condition
from hemgraph.results import Status
from hemgraph.results.cohorts import Cohort, Moves
from hemgraph.values.domains import Choice, Number


def cases(graph, count, seed=0, unknown=0.2):
    """Findings of made-up patients, of whom some are impossible."""
    random = Random(seed)
    for _ in range(count):
        yield {name: _value(random, f.domain) for name, f in graph.model.findings.items() if random.random() > unknown}


def _value(random, domain):
    match domain:
        case Choice(options):
            return random.choice(options)
        case Number(low=low, high=high):
            return str(random.randint(int(low), int(high)))
        case _:
            return random.random() < 0.5


def traces(graph, rows):
    """What the graph says of each row, or None of one that it refuses."""
    found = []
    for row in rows:
        try:
            found.append(graph.trace(row))
        except HemgraphError:
            found.append(None)
    return found


def counted(graph, found, name="made-up", times=1):
    """The cohort of some traces, each counted so many times."""
    model = graph.model
    counts = Counter()
    for trace in found:
        if trace is None:
            counts["refused"] += times
            continue
        path = trace.path
        for step, after in zip(path, [*path[1:], None], strict=True):
            counts["nodes", step.node] += times
            if step.kind == "condition":
                go = None if step.branch is None else model.nodes[step.node].branches[step.branch].go
                if after and go == after.node:
                    counts["branches", (step.node, step.branch)] += times
                else:
                    counts["idle" if after else "stopped", step.node] += times
        counts["leaves", trace.leaf] += times
        for missing in trace.missing:
            counts["missing", missing.finding] += times
    asking = [node for node in model.nodes.values() if isinstance(node, Condition)]
    keys = {
        "leaves": [leaf.id for leaf in model.leaves],
        "stopped": [node.id for node in asking],
        "nodes": list(model.nodes),
        "branches": [(node.id, n) for node in asking for n, _ in enumerate(node.branches)],
        "idle": [node.id for node in asking],
        "missing": list(model.findings),
    }
    by_status = Counter(str(trace.status) for trace in found if trace)
    statuses = {status: by_status[status] * times for status in Status}
    parts = {field: {key: counts[field, key] for key in names} for field, names in keys.items()}
    return Cohort(model, name, len(found) * times, counts["refused"], statuses, **parts)


def moved(graph, before, after, times=1):
    """The moves between two lists of traces of the same rows."""
    ends, changed, altered = Counter(), 0, Counter()
    for old, new in zip(before, after, strict=True):
        pair = _end(old), _end(new)
        ends[pair] += times
        said = [{g.recommendation.key for g in t.recommendations} if t and t.leaf else None for t in (old, new)]
        changed += times * (pair[0] != pair[1] or said[0] != said[1])
        altered[pair[0]] += times * (pair[0] == pair[1] and said[0] != said[1])
    return Moves(
        counted(graph, before, "before", times), counted(graph, after, "after", times), changed, dict(ends), +altered
    )


def _end(trace):
    return "refused" if trace is None else trace.leaf or "incomplete"
