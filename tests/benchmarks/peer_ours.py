"""This package beside its peers: the compiled graph, where there is one, and the reference."""

from __future__ import annotations

from dataclasses import fields

from peer_logic import Peer

from hemgraph.api import Graph
from hemgraph.results import Trace

PARTS = [field.name for field in fields(Trace)]


def by_hemgraph(model):
    """Return leaf and path number, and the trace, of a case that was read before and of a dict that is strictly read."""
    graph = Graph(model)
    found = [Peer("hemgraph, the reference", "full trace", graph.case, graph.trace, _traced)]
    if hasattr(graph, "compile"):
        compiled = graph.compile()
        strict = _strict(graph, compiled)
        found += [
            Peer("hemgraph, compiled", "leaf, path", graph.case, compiled.leaf_and_path, _numbered),
            Peer("hemgraph, compiled, strict reading of a dict", "leaf, path", dict, strict, _numbered),
            Peer("hemgraph, compiled trace", "full trace", graph.case, compiled.trace, _traced),
            Peer("hemgraph, compiled trace, strict reading of a dict", "full trace", dict, compiled.trace, _traced),
            Peer(
                "hemgraph, compiled trace, every part made",
                "full trace",
                graph.case,
                lambda case: parts_of(compiled.trace(case))[0],
                _traced,
            ),
        ]
    return found


def parts_of(trace):
    """Return a trace with each of its parts."""
    return trace, [getattr(trace, part) for part in PARTS]


def differing_parts(graph, cases):
    """Return the parts of compiled traces that are not as in the reference, as (part, case)."""
    if not hasattr(graph, "compile"):
        return []
    compiled, found = graph.compile(), []
    for values in cases:
        case = graph.case(values)
        both = zip(PARTS, parts_of(compiled.trace(case))[1], parts_of(graph.trace(case))[1], strict=True)
        found += [(part, values) for part, ours, theirs in both if ours != theirs]
    return found


def _strict(graph, compiled):
    """Leaf and path of a dict that is strictly read: by the compiled graph itself, if it reads one."""
    try:
        compiled.leaf_and_path(dict.fromkeys(graph.model.findings, "unknown"))
    except (AttributeError, TypeError):
        return lambda entries: compiled.leaf_and_path(graph.case(entries))
    return compiled.leaf_and_path


def _numbered(told):
    return told[0], None


def _traced(trace):
    return trace.leaf, tuple(step.node for step in trace.path)
