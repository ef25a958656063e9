"""A layout by Graphviz, in process or by `dot` on PATH: for charts too large for a page, and where it is asked for."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import redirect_stderr
from io import StringIO
from threading import Lock

from ...errors import Fault, ToolFault
from ..model.plan import Plan
from .geometry import TAB_GAP, heights_of
from .places import Layout, Point, Spot, Wire
from .problem import ARROW_ROOM

ENGINES = ("builtin", "dot")
_TIMEOUT = 300
_CLEAR = (3.0, 4.0)
"""How much wider and taller than a box its place is, so that edges keep away from it; in points."""
_one_at_a_time = Lock()  # the C library keeps its state in globals


def graphviz_layout(plan: Plan, engine: str = "builtin") -> Layout:
    """Return where Graphviz puts the boxes and edges of a plan, a box with its captions and its tab as one.

    Raises ToolFault where the engine is not there or fails.
    """
    text = _dot(plan)
    drawn = json.loads(_builtin(text) if engine == "builtin" else _program(text))
    _, _, wide, tall = _numbers(drawn["bb"])
    names = [item["name"] for item in drawn.get("objects", ())]
    keys = {f"n{n}": key for n, key in enumerate(plan.cells)}
    spots: dict[str, Spot] = {}
    for item in drawn.get("objects", ()):
        x, y = _numbers(item["pos"])
        spots |= _parts(plan, keys[item["name"]], x, tall - y)
    wires = {}
    for item in drawn.get("edges", ()):
        tail, head = keys[names[item["tail"]]], keys[names[item["head"]]]
        wires[tail, head] = _wire(plan, spots, tail, head, _points(item["pos"], tall))
    return Layout(wide, tall, spots, wires)


def _dot(plan: Plan) -> str:
    """The DOT that is laid out. No text of the graph file is in it: only numbers, and sizes that we measured."""
    from graphviz import Digraph

    dot = Digraph(
        "chart",
        graph_attr={"rankdir": "TB", "splines": "true", "nodesep": "0.07", "ranksep": "0.2"},
        node_attr={"shape": "box", "fixedsize": "true", "label": "", "margin": "0"},
        edge_attr={"arrowhead": "none"},
    )
    number = {key: f"n{n}" for n, key in enumerate(plan.cells)}
    for key, name in number.items():
        wide = max(spot.width for spot in _parts(plan, key, 0, 0).values()) + _CLEAR[0]
        dot.node(name, width=f"{wide / 72:.4f}", height=f"{(_tall(plan, key) + _CLEAR[1]) / 72:.4f}")
    for tail, head in plan.edges:
        dot.edge(f"{number[tail]}:s", f"{number[head]}:n")
    return str(dot.source)


def _tall(plan: Plan, key: str) -> float:
    caption, box, tab = heights_of(plan, key)
    return caption + (ARROW_ROOM if caption else 0) + box + tab


def _parts(plan: Plan, key: str, x: float, y: float) -> dict[str, Spot]:
    """The places of a box, its captions and its tab, which lie around one middle."""
    box = plan.boxes[key]
    top = y - _tall(plan, key) / 2
    spots = {}
    for caption in plan.over.get(key, ()):
        drawn = plan.boxes[caption]
        spots[caption] = Spot(x, top + drawn.height / 2, drawn.width, drawn.height)
        top += drawn.height
    top += ARROW_ROOM if plan.over.get(key) else 0
    spots[key] = Spot(x, top + box.height / 2, box.width, box.height)
    if key in plan.links:
        tab = plan.boxes[plan.links[key]]
        spots[tab.key] = Spot(x, top + box.height + TAB_GAP + tab.height / 2, tab.width, tab.height)
    return spots


def _wire(plan: Plan, spots: dict[str, Spot], tail: str, head: str, points: tuple[Point, ...]) -> Wire:
    """An edge, drawn on to the very boxes, through the captions of its head."""
    last = plan.links.get(tail, tail)
    start, end = (spots[last].x, spots[last].bottom), (spots[head].x, spots[head].top)
    over = plan.over.get(head, ())
    whole = (start, start, points[0], *points, points[-1], end, end)
    return Wire(whole, curved=True, gap=(spots[over[0]].top, spots[over[-1]].bottom) if over else None)


def _builtin(dot: str) -> str:
    try:
        from pygraphviz import AGraph
    except ImportError:
        help = "install it: pip install pygraphviz; or use the program dot: --engine dot"
        raise ToolFault([Fault("this layout needs the package pygraphviz, which is not there", help)]) from None
    with _one_at_a_time, redirect_stderr(StringIO()):  # above 1,000 nodes the package prints a warning of its own
        drawn = AGraph(string=dot).draw(format="json0", prog="dot")
    return bytes(drawn).decode()


def _program(dot: str) -> str:
    program = shutil.which("dot")
    if program is None:
        help = "install Graphviz, or leave out --engine dot"
        raise ToolFault([Fault("the program `dot` is not on PATH", help)])
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the text goes to its standard input
            [program, "-Tjson0"], input=dot, capture_output=True, text=True, timeout=_TIMEOUT, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise ToolFault(
            [Fault(f"the program `dot` failed: {type(error).__name__}", "leave out --engine dot")]
        ) from None
    return done.stdout


def _points(text: str, tall: float) -> tuple[Point, ...]:
    found = []
    for part in text.split(" "):
        x, y = _numbers(part.removeprefix("e,").removeprefix("s,"))
        found.append((x, tall - y))
    return tuple(found)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))
