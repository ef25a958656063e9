"""A cohort in words and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..chart.model.counts import base, share_text
from ..chart.svg.cohort_sidebar import cohort_entries
from ..chart.svg.sidebar import Entry
from ..results import Cohort, Moves
from ..wording import node_text
from .json import Json, graph_json

Strong = Callable[[str], str]


def cohort_text(found: Cohort | Moves, strong: Strong = str) -> str:
    """Return a cohort, or where its rows move, as text for a terminal."""
    graph = (found.new if isinstance(found, Moves) else found).graph
    lines = [f"{graph.title}, version {graph.version} ({graph.status.upper()})"]
    entries = list(cohort_entries(found))
    if isinstance(found, Cohort):  # before what is said last, of numbers that are not told
        entries[len(entries) - bool(found.least) : len(entries) - bool(found.least)] = _ends(found)
    for entry in entries:
        lines += ["", strong(entry.heading), *(f"  {text}" for text in entry.texts)]
    return "\n".join(lines).replace("\u202f", " ").replace("\u00a0", " ") + "\n"


def _ends(cohort: Cohort) -> Iterator[Entry]:
    """Where the rows end, in the order of the graph."""
    graph = cohort.graph
    parts = {
        "Where the rows end": {leaf.id: cohort.leaves[leaf.id] for leaf in graph.leaves},
        "Where they stop, since too little is known": cohort.stopped,
    }
    for heading, counts in parts.items():
        texts = [
            f"{share_text(rows, base(cohort))}: box {graph.boxes[name]}, {node_text(graph, graph.nodes[name])}"
            for name, rows in counts.items()
            if rows != 0
        ]
        if texts:
            yield Entry(heading, tuple(texts))


def cohort_json(found: Cohort | Moves, version: str) -> Mapping[str, Json]:
    """Return a cohort, or where its rows move, as JSON; a count that is not told is null."""
    if isinstance(found, Moves):
        return {
            "hemgraph": version,
            "old": _counts(found.old),
            "new": _counts(found.new),
            "changed": found.changed,
            "moves": [{"from": old, "to": new, "rows": rows} for (old, new), rows in found.counts.items()],
            "altered": dict(found.altered),
        }
    return {"hemgraph": version, **_counts(found)}


def _counts(cohort: Cohort) -> Mapping[str, Json]:
    return {
        "graph": graph_json(cohort.graph),
        "name": cohort.name,
        "rows": cohort.rows,
        "refused": cohort.refused,
        "least": cohort.least,
        "leaves": dict(cohort.leaves),
        "stopped": dict(cohort.stopped),
        "nodes": dict(cohort.nodes),
        "branches": [
            {"node": node, "branch": cohort.graph.condition(node).branches[n].test, "rows": rows}
            for (node, n), rows in cohort.branches.items()
        ],
        "idle": dict(cohort.idle),
        "missing": dict(cohort.missing),
        "unread": cohort.unread,
        "set": dict(cohort.given),
    }
