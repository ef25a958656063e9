"""DOT -> places: the only call of Graphviz, in process or by `dot` on PATH."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from threading import Lock

from ..errors import Fault, ToolFault

Point = tuple[float, float]
ENGINES = ("builtin", "dot")
_TIMEOUT = 300
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
    """Return where Graphviz puts the boxes and edges of a DOT text.

    Raises ToolFault where the engine is not there or fails.
    """
    return _read(_builtin(dot) if engine == "builtin" else _program(dot))


def _builtin(dot: str) -> str:
    try:
        from pygraphviz import AGraph
    except ImportError:
        help = "install it: pip install pygraphviz; or use the program dot: --engine dot"
        raise ToolFault([Fault("charts need the package pygraphviz, which is not there", help)]) from None
    with _one_at_a_time:
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
