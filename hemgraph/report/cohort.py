"""A cohort in words and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..chart.counts import base, share_text
from ..chart.gathered import cohort_entries
from ..results import Cohort, Moves
from ..wording import node_text
from .json import Json, graph_json

Strong = Callable[[str], str]


def cohort_text(found: Cohort | Moves, strong: Strong = str) -> str:
    """Return a cohort, or where its rows move, as text for a terminal."""
    graph = (found.new if isinstance(found, Moves) else found).graph
    lines = [f"{graph.title}, version {graph.version} ({graph.status.upper()})"]
    for entry in cohort_entries(found):
        lines += ["", strong(entry.heading), *(f"  {text}" for text in entry.texts)]
    if isinstance(found, Cohort):
        lines += ["", strong("Where the rows end")]
        for leaf in graph.leaves:
            if found.leaves[leaf.id] != 0:
                text = f"box {graph.boxes[leaf.id]}, {node_text(graph, leaf)}"
                lines.append(f"  {share_text(found.leaves[leaf.id], base(found))}: {text}")
        stops = [(name, rows) for name, rows in found.stopped.items() if rows != 0]
        lines += ["", strong("Where they stop, since too little is known")] if stops else []
        for name, rows in stops:
            text = f"box {graph.boxes[name]}, {node_text(graph, graph.nodes[name])}"
            lines.append(f"  {share_text(rows, base(found))}: {text}")
    return "\n".join(lines).replace("\u202f", " ").replace("\u00a0", " ") + "\n"


def cohort_json(found: Cohort | Moves, version: str) -> Json:
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
    }
