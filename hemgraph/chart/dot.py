"""A plan as DOT: for the layout with sizes only, for a reader with the text."""

from __future__ import annotations

from collections.abc import Iterable

from graphviz import Digraph, escape, nohtml

from .layout.blocks import Block, Blocks
from .model.plan import Kind, Plan
from .svg.overlay import NONE, Marks

_SHAPES = {
    Kind.STATE: "box",
    Kind.CONDITION: "hexagon",
    Kind.DECISION: "diamond",
    Kind.ACTION: "box",
    Kind.SILENT: "box",
    Kind.AGAIN: "oval",
    Kind.LINK: "oval",
    Kind.LABEL: "plaintext",
}
_STYLES = {Kind.STATE: "rounded", Kind.SILENT: "dashed", Kind.AGAIN: "dashed"}
_BARE = 'BORDER="0" CELLBORDER="0" CELLSPACING="0" CELLPADDING="0"'
SPACE = (0.07, 0.1)
"""The gaps between blocks and between ranks of them, in inches."""
CLEAR = (1.5, 2.0)
"""How far edges keep away from the blocks of others, sideways and up and down, in points."""


def layout_dot(blocks: Blocks, space: tuple[float, float] = SPACE, below: Iterable[tuple[str, str]] = ()) -> str:
    """Return the DOT that is laid out. No text of the graph file is in it: only ids, and sizes that we measured.

    Edges come and go at the box that leads a block. Where that is not in the middle, the block is a table of three
    cells without text, and the edges hold on to its second cell. `below` are boxes that lie below others without one.
    """
    frame = {"shape": "box", "fixedsize": "true", "label": "", "margin": "0"}
    dot = Digraph("chart", graph_attr=_frame(space), node_attr=frame)
    for block in blocks.blocks.values():
        if _is_even(block):
            wide, tall = block.right - block.left + 2 * CLEAR[0], block.bottom - block.top + 2 * CLEAR[1]
            dot.node(block.lead, width=f"{round(wide) / 72:.4f}", height=f"{round(tall) / 72:.4f}")
        else:
            dot.node(block.lead, shape="plain", fixedsize="false", label=_table(block))
    lead = {key: block for block in blocks.blocks.values() for key in block.at}
    for line in blocks.outer:
        tail, head = lead[line.tail], lead[line.head]
        arrow = {} if line.arrow and line.head == head.lead else {"arrowhead": "none"}
        dot.edge(f"{_port(tail)}:s", f"{_port(head)}:n", **arrow)
    joined = {(lead[line.tail].lead, lead[line.head].lead) for line in blocks.outer}
    for upper, lower in below:
        pair = lead[upper].lead, lead[lower].lead
        if pair[0] != pair[1] and pair not in joined:
            dot.edge(*pair, style="invis", weight="0")
    return str(dot.source)


def _is_even(block: Block) -> bool:
    return abs(block.left + block.right) < 1


def _port(block: Block) -> str:
    return block.lead if _is_even(block) else f"{block.lead}:m"


def _table(block: Block) -> str:
    left, right = CLEAR[0] - block.left, block.right + CLEAR[0]
    half = min(left, right)
    widths = ((left - half, ""), (2 * half, ' PORT="m"'), (right - half, ""))
    tall = round(block.bottom - block.top + 2 * CLEAR[1])
    cells = "".join(
        f'<TD FIXEDSIZE="TRUE" WIDTH="{round(wide)}" HEIGHT="{tall}"{port}></TD>'
        for wide, port in widths
        if round(wide)
    )
    return f"<<TABLE {_BARE}><TR>{cells}</TR></TABLE>>"


def labelled_dot(plan: Plan, title: str, marks: Marks = NONE) -> str:
    """Return the same chart for any Graphviz to draw, with its text; what is taken has the class `taken`."""
    attributes = {**_frame(SPACE), "label": _text((title,)), "labelloc": "t", "fontname": "Liberation Sans"}
    fixed = {"fixedsize": "true", "fontname": "Liberation Sans", "fontsize": "10"}
    dot = Digraph("chart", graph_attr=attributes, node_attr=fixed, edge_attr={"fontname": "Liberation Sans"})
    for box in plan.boxes.values():
        extra = {"penwidth": "3"} if box.key in marks.taken and box.kind is not Kind.LABEL else {}
        if signs := marks.signs.get(box.key):
            extra |= {"xlabel": ", ".join(f"{sign.kind} {sign.mark}" for sign in signs)}
            extra |= {"tooltip": _text((" ".join(sign.words for sign in signs),))}
        dashed = box.key in marks.missed and box.kind is not Kind.LABEL
        dot.node(
            box.key,
            label=_text(box.lines),
            shape=_SHAPES[box.kind],
            style="dashed" if dashed else _STYLES.get(box.kind, "solid"),
            width=f"{box.width / 72:.4f}",
            height=f"{box.height / 72:.4f}",
            **{"class": f"{box.kind}{' taken' if box.key in marks.taken else ''}"},
            **extra,
        )
    _edges(dot, plan, marks)
    return str(dot.source)


def _frame(space: tuple[float, float]) -> dict[str, str]:
    return {"rankdir": "TB", "splines": "true", "nodesep": str(space[0]), "ranksep": str(space[1])}


def _text(lines: tuple[str, ...]) -> str:
    """Lines as one label: Graphviz decodes entities and backslashes even in a quoted string."""
    label: str = nohtml("\\n".join(escape(line.replace("&", "&amp;")) for line in lines))
    return label


def _edges(dot: Digraph, plan: Plan, marks: Marks) -> None:
    for line in plan.lines:
        extra: dict[str, str] = {}
        if line.dashed or (line.tail, line.head) in marks.missed_lines:
            extra["style"] = "dashed"
        if not line.arrow:
            extra |= {"arrowhead": "none", "weight": "2"}
        if line.tail[0] == "L":
            extra["weight"] = "2"
        if (line.tail, line.head) in marks.lines:
            extra |= {"class": "taken", "penwidth": "3"}
        if (line.tail, line.head) in marks.widths:
            extra["penwidth"] = f"{marks.widths[line.tail, line.head]:.2f}"
        ports = {"tailport": "s"} if line.tail[0] == "L" else {}
        ports |= {"headport": "n"} if line.head[0] in "LR" else {}
        dot.edge(line.tail, line.head, **extra, **ports)
