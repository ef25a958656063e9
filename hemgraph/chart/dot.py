"""A plan as DOT: for the layout with sizes only, for a reader with the text."""

from __future__ import annotations

from collections.abc import Collection

from graphviz import Digraph, escape, nohtml

from .plan import Box, Kind, Plan

_SHAPES = {
    Kind.STATE: "box",
    Kind.CONDITION: "hexagon",
    Kind.ACTION: "box",
    Kind.SILENT: "box",
    Kind.LINK: "oval",
    Kind.LABEL: "plaintext",
}
_STYLES = {Kind.STATE: "rounded", Kind.SILENT: "dashed", Kind.LINK: "dashed"}
NODESEP, RANKSEP = 0.16, 0.16


def layout_dot(plan: Plan, *, nodesep: float = NODESEP, ranksep: float = RANKSEP) -> str:
    """Return the DOT that is laid out. No text of the graph file is in it: only ids, and sizes that we measured."""
    dot = Digraph(
        "chart", graph_attr=_frame(nodesep, ranksep), node_attr={"shape": "box", "fixedsize": "true", "label": ""}
    )
    for box in plan.boxes:
        dot.node(box.key, width=f"{box.width / 72:.4f}", height=f"{box.height / 72:.4f}")
    _edges(dot, plan, frozenset())
    return dot.source


def labelled_dot(plan: Plan, title: str, taken: Collection[str] = frozenset()) -> str:
    """Return the same chart for any Graphviz to draw, with its text; what is taken has the class `taken`."""
    attributes = {**_frame(NODESEP, RANKSEP), "label": _text((title,)), "labelloc": "t", "fontname": "Liberation Sans"}
    fixed = {"fixedsize": "true", "fontname": "Liberation Sans", "fontsize": "10"}
    dot = Digraph("chart", graph_attr=attributes, node_attr=fixed, edge_attr={"fontname": "Liberation Sans"})
    for box in plan.boxes:
        thick = {"penwidth": "3"} if box.key in taken and box.kind is not Kind.LABEL else {}
        dot.node(
            box.key,
            label=_text(_numbered(box)),
            shape=_SHAPES[box.kind],
            style=_STYLES.get(box.kind, "solid"),
            width=f"{box.width / 72:.4f}",
            height=f"{box.height / 72:.4f}",
            **{"class": f"{box.kind}{' taken' if box.key in taken else ''}"},
            **thick,
        )
    _edges(dot, plan, taken)
    return dot.source


def _frame(nodesep: float, ranksep: float) -> dict[str, str]:
    return {"rankdir": "TB", "splines": "true", "nodesep": str(nodesep), "ranksep": str(ranksep)}


def _numbered(box: Box) -> tuple[str, ...]:
    first, *rest = box.lines
    return (first if box.number is None else f"{box.number}  {first}", *rest)


def _text(lines: tuple[str, ...]) -> str:
    """Lines as one label: Graphviz decodes entities and backslashes even in a quoted string."""
    return nohtml("\\n".join(escape(line.replace("&", "&amp;")) for line in lines))


def _edges(dot: Digraph, plan: Plan, taken: Collection[str]) -> None:
    for line in plan.lines:
        extra: dict[str, str] = {}
        if line.dashed:
            extra["style"] = "dashed"
        if not line.arrow:
            extra |= {"arrowhead": "none", "weight": "2"}
        if line.tail[0] == "L":
            extra["weight"] = "2"
        if {line.tail, line.head} <= set(taken):
            extra |= {"class": "taken", "penwidth": "3"}
        ports = {"tailport": "s"} if line.tail[0] == "L" else {}
        ports |= {"headport": "n"} if line.head[0] in "LR" else {}
        dot.edge(line.tail, line.head, **extra, **ports)
