"""DOT -> places: the only call of Graphviz, in process or by `dot` on PATH."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from threading import Lock

from ...errors import Fault, ToolFault
from ..model.plan import Line, Plan
from .blocks import Block, Blocks

Point = tuple[float, float]
ENGINES = ("builtin", "dot")
_TIMEOUT = 300
ARROW = 7
"""The length of an arrow head."""
_one_at_a_time = Lock()  # the C library keeps its state in globals


@dataclass(frozen=True)
class Spot:
    """Where a box lies: its middle and its size, in points; y grows downward."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Curve:
    """An edge: a start, then three points for each Bezier piece; `tip` is where its arrow ends, if it has one."""

    points: tuple[Point, ...]
    tip: Point | None


@dataclass(frozen=True)
class Layout:
    """A chart with places: boxes by key, edges by tail and head."""

    width: float
    height: float
    spots: dict[str, Spot]
    curves: dict[tuple[str, str], Curve]


def lay_out(dot: str, engine: str = "builtin") -> Layout:
    """Return where Graphviz puts the nodes and edges of a DOT text.

    Raises ToolFault where the engine is not there or fails.
    """
    return _read(_builtin(dot) if engine == "builtin" else _program(dot))


def unpacked(plan: Plan, blocks: Blocks, laid: Layout) -> Layout:
    """Return the layout of a plan from that of its blocks: every box at its place, every edge whole."""
    spots = {}
    for block in blocks.blocks.values():
        x, y = _lead(block, laid.spots[block.lead])
        for key, (dx, dy) in block.at.items():
            box = plan.boxes[key]
            spots[key] = Spot(x + dx, y + dy, box.width, box.height)
    lead = {key: block.lead for block in blocks.blocks.values() for key in block.at}
    curves = {}
    for line in plan.lines:
        tail, head = lead[line.tail], lead[line.head]
        if tail == head:
            curves[line.tail, line.head] = _straight(line, plan, spots)
        else:
            curves[line.tail, line.head] = _joined(line, laid.curves[tail, head], spots)
    return Layout(laid.width, laid.height, spots, curves)


def _lead(block: Block, spot: Spot) -> Point:
    """The middle of the box that leads, from the middle of its block."""
    return spot.x - (block.left + block.right) / 2, spot.y - (block.top + block.bottom) / 2


def _straight(line: Line, plan: Plan, spots: dict[str, Spot]) -> Curve:
    tail, head = spots[line.tail], spots[line.head]
    across = abs(tail.y - head.y) < 1  # beside, not below
    side = 1 if (head.x > tail.x if across else head.y > tail.y) else -1
    if across:
        start, end = (tail.x + side * tail.width / 2, tail.y), (head.x - side * head.width / 2, tail.y)
    else:
        start, end = (tail.x, tail.y + tail.height / 2), (tail.x, head.y - head.height / 2)
    if not line.arrow:
        return Curve((start, start, end, end), None)
    back = (end[0] - side * ARROW, end[1]) if across else (end[0], end[1] - ARROW)
    return Curve((start, start, back, back), end)


def _joined(line: Line, curve: Curve, spots: dict[str, Spot]) -> Curve:
    """An edge between blocks, drawn on to the very boxes where these do not reach the bounds of their blocks."""
    tail, head = spots[line.tail], spots[line.head]
    start, end = (tail.x, tail.y + tail.height / 2), (head.x, head.y - head.height / 2)
    points, tip = curve.points, curve.tip
    if abs(start[1] - points[0][1]) > 1:
        points = (start, start, points[0], *points)
    last = tip or points[-1]
    if abs(end[1] - last[1]) > 1:
        back = (end[0], end[1] - ARROW) if tip else end
        points, tip = (*points, points[-1], back, back), end if tip else None
    return Curve(points, tip)


def _builtin(dot: str) -> str:
    try:
        from pygraphviz import AGraph
    except ImportError:
        help = "install it: pip install pygraphviz; or use the program dot: --engine dot"
        raise ToolFault([Fault("charts need the package pygraphviz, which is not there", help)]) from None
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


def _read(text: str) -> Layout:
    drawn = json.loads(text)
    _, _, wide, tall = _numbers(drawn["bb"])
    names = [item["name"] for item in drawn.get("objects", ())]
    spots = {}
    for item in drawn.get("objects", ()):
        x, y = _numbers(item["pos"])
        spots[item["name"]] = Spot(x, tall - y, float(item["width"]) * 72, float(item["height"]) * 72)
    curves = {(names[edge["tail"]], names[edge["head"]]): _curve(edge["pos"], tall) for edge in drawn.get("edges", ())}
    return Layout(wide, tall, spots, curves)


def _curve(text: str, tall: float) -> Curve:
    tip, points = None, []
    for part in text.split(" "):
        x, y = _numbers(part.removeprefix("e,"))
        if part.startswith("e,"):
            tip = x, tall - y
        else:
            points.append((x, tall - y))
    return Curve(tuple(points), tip)


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(float(part) for part in text.split(","))
