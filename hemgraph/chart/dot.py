"""A plan as DOT: for the layout with sizes only, for a reader with the text."""

from __future__ import annotations

from collections.abc import Collection

from graphviz import Digraph, escape, nohtml

from .blocks import Blocks
from .plan import Kind, Plan

_SHAPES = {
    Kind.STATE: "box",
    Kind.CONDITION: "hexagon",
    Kind.ACTION: "box",
    Kind.SILENT: "box",
    Kind.LINK: "oval",
    Kind.LABEL: "plaintext",
}
_STYLES = {Kind.STATE: "rounded", Kind.SILENT: "dashed", Kind.LINK: "dashed"}
_BARE = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
NODESEP, RANKSEP = 0.11, 0.17


def layout_dot(blocks: Blocks) -> str:
    """Return the DOT that is laid out. No text of the graph file is in it: only ids, and sizes that we measured.

    A block is a table of three cells without text; edges come and go at the middle one, where its leading box stands.
    """
    dot = Digraph("chart", graph_attr=_frame(), node_attr={"shape": "plain"})
    for block in blocks.blocks.values():
        half = min(-block.left, block.right)
        widths = (-block.left - half, 2 * half, block.right - half)
        cells = "".join(
            _cell(wide, block.bottom - block.top, port) for wide, port in zip(widths, ("", "m", ""), strict=True)
        )
        dot.node(block.lead, label=f"<<TABLE {_BARE}><TR>{cells}</TR></TABLE>>")
    lead = {key: block.lead for block in blocks.blocks.values() for key in block.at}
    for line in blocks.outer:
        arrow = {} if line.arrow and line.head == lead[line.head] else {"arrowhead": "none"}
        dot.edge(f"{lead[line.tail]}:m:s", f"{lead[line.head]}:m:n", **arrow)
    return str(dot.source)


def _cell(wide: float, tall: float, port: str) -> str:
    if round(wide) < 1:
        return ""
    name = f' PORT="{port}"' if port else ""
    return f'<TD FIXEDSIZE="TRUE" WIDTH="{round(wide)}" HEIGHT="{round(tall)}"{name}></TD>'


def labelled_dot(plan: Plan, title: str, taken: Collection[str] = frozenset()) -> str:
    """Return the same chart for any Graphviz to draw, with its text; what is taken has the class `taken`."""
    attributes = {**_frame(), "label": _text((title,)), "labelloc": "t", "fontname": "Liberation Sans"}
    fixed = {"fixedsize": "true", "fontname": "Liberation Sans", "fontsize": "10"}
    dot = Digraph("chart", graph_attr=attributes, node_attr=fixed, edge_attr={"fontname": "Liberation Sans"})
    for box in plan.boxes.values():
        thick = {"penwidth": "3"} if box.key in taken and box.kind is not Kind.LABEL else {}
        dot.node(
            box.key,
            label=_text(box.lines),
            shape=_SHAPES[box.kind],
            style=_STYLES.get(box.kind, "solid"),
            width=f"{box.width / 72:.4f}",
            height=f"{box.height / 72:.4f}",
            **{"class": f"{box.kind}{' taken' if box.key in taken else ''}"},
            **thick,
        )
    _edges(dot, plan, taken)
    return str(dot.source)


def _frame() -> dict[str, str]:
    return {"rankdir": "TB", "splines": "true", "nodesep": str(NODESEP), "ranksep": str(RANKSEP)}


def _text(lines: tuple[str, ...]) -> str:
    """Lines as one label: Graphviz decodes entities and backslashes even in a quoted string."""
    label: str = nohtml("\\n".join(escape(line.replace("&", "&amp;")) for line in lines))
    return label


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
