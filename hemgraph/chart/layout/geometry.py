"""From cells and routes to points: heights of rows, tracks of buses in their channels, ports of arrows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, permutations

from ..model.plan import Kind as Shape
from ..model.plan import Plan
from .places import Layout, Point, Spot, Wire
from .problem import ARROW_ROOM, BUS, CHANNEL, GUTTER, TRACK, Problem
from .routes import Cell, Kind, Route
from .state import State

PORT = 10.0
"""Between two arrows that come to one box from above."""
TAB_GAP = 1.5
CLEAR = 3.0
"""How far the end of a bus must be from a line through its channel that is not to meet it."""
MOST_PERMUTED = 6
Net = tuple[object, ...]
"""What names a bus: edges with the same one share it."""


def heights_of(plan: Plan, key: str) -> tuple[float, float, float]:
    """Return how tall what stands over a box is, the box, and what hangs below it."""
    caption = sum(plan.boxes[over].height for over in plan.over.get(key, ()))
    tab = plan.links.get(key)
    return caption, plan.boxes[key].height, plan.boxes[tab].height + TAB_GAP if tab else 0.0


@dataclass
class _Bus:
    """The parts of edges that share a track: from where to where, and where lines come from above and go on below."""

    left: float = 1e9
    right: float = -1e9
    rises: set[float] = field(default_factory=set)
    falls: set[float] = field(default_factory=set)

    def add(self, rise: float, fall: float) -> None:
        self.left, self.right = min(self.left, rise, fall), max(self.right, rise, fall)
        self.rises.add(rise)
        self.falls.add(fall)


class Geometry:
    """The points of one state of a problem; `keys` are those of its boxes in the plan."""

    def __init__(self, problem: Problem, state: State, plan: Plan, keys: Sequence[str], *, even: bool) -> None:
        """Take what is to be measured. Where `even`, all boxes of a row are as tall as its tallest."""
        self.problem, self.plan, self.keys, self.even = problem, plan, keys, even
        rows = sorted({row for _, row in state.placed})
        first = min(column for column, _ in state.placed)
        number = {row: n for n, row in enumerate(rows)}
        self.first = first
        self.cells: list[Cell] = [(column - first, number[row]) for column, row in state.placed]
        self.columns = 1 + max(column for column, _ in self.cells)
        self.rows = len(rows)
        self.routes = [route for route in state.routes if route is not None]
        lanes = [self._lane(route) for route in self.routes if route.kind is Kind.LANE]
        self.margin = GUTTER / 2 + 2 if any(lane < 0 for lane in lanes) else 0.0
        widest = self.columns * (problem.width + GUTTER) - GUTTER
        self.width = widest + self.margin + (GUTTER / 2 + 2 if any(lane > widest for lane in lanes) else 0.0)
        self.ports = self._ports()
        self.tracks, counts = self._tracks()
        self._measure_rows(counts)

    def layout(self) -> Layout:
        """Return where everything lies."""
        spots: dict[str, Spot] = {}
        for box, key in enumerate(self.keys):
            spots |= self._placed(box, key)
        wires = {
            (self.keys[tail], self.keys[head]): self._wire(edge, route, spots)
            for (edge, (tail, head)), route in zip(enumerate(self.problem.edges), self.routes, strict=True)
        }
        return Layout(self.width, self.tall, spots, wires)

    # ---- places across

    def _x(self, box: int) -> float:
        return self.margin_of(self.cells[box][0])

    def margin_of(self, column: int) -> float:
        """Return the middle of a column."""
        return self.margin + column * (self.problem.width + GUTTER) + self.problem.width / 2

    def _lane(self, route: Route) -> float:
        """The place of a lane, before the margin."""
        return (route.lane / 2 - self.first) * (self.problem.width + GUTTER) - GUTTER / 2

    def _last_net(self, edge: int, route: Route) -> Net:
        """The bus above the head: edges to one box from one side share it, else edges of one tail do."""
        tail, head = self.problem.edges[edge]
        together = [
            n
            for n, _ in self.problem.parents[head]
            if self.routes[n].kind in (Kind.JOIN, Kind.LANE) and self._from_left(n) == self._from_left(edge)
        ]
        if len(together) > 1:
            return "head", head, self._from_left(edge)
        return "trunk", tail, route.kind, route.lane

    def _from_left(self, edge: int) -> bool:
        tail, head = self.problem.edges[edge]
        route = self.routes[edge]
        at = self.margin + self._lane(route) if route.kind is Kind.LANE else self._x(tail)
        return at < self._x(head)

    def _ports(self) -> dict[int, float]:
        """For each edge that comes to a box from above, how far from its middle it does."""
        ports: dict[int, float] = {}
        for head in range(self.problem.count):
            straight: list[Net] = []
            sides: dict[bool, dict[Net, tuple[float, float]]] = {True: {}, False: {}}
            nets: dict[Net, list[int]] = defaultdict(list)
            for edge, tail in self.problem.parents[head]:
                route = self.routes[edge]
                if route.kind in (Kind.SIDE, Kind.UNDER):
                    continue
                net: Net = ("edge", edge)
                if route.kind in (Kind.JOIN, Kind.LANE):
                    net = self._last_net(edge, route)
                nets[net].append(edge)
                if route.kind is Kind.DOWN:
                    straight.append(net)
                    continue
                row = self.cells[tail][1]
                level = {Kind.FORK: row + 0.5, Kind.OVER: row}.get(route.kind, self.cells[head][1] - 0.5)
                at = self.margin + self._lane(route) if route.kind is Kind.LANE else self._x(tail)
                sides[self._from_left(edge)][net] = level, abs(at - self._x(head))
            left = sorted(sides[True], key=lambda net: sides[True][net], reverse=True)
            right = sorted(sides[False], key=lambda net: sides[False][net])
            order = [*left, *straight, *right]
            middle = float(len(left)) if straight else (len(order) - 1) / 2
            for n, net in enumerate(order):
                for edge in nets[net]:
                    ports[edge] = (n - middle) * PORT
        return ports

    # ---- tracks

    def _tracks(self) -> tuple[dict[tuple[int, Net], int], list[int]]:
        """For each bus its track in its channel, and how many tracks the channel below each row has."""
        channels: list[dict[Net, _Bus]] = [defaultdict(_Bus) for _ in range(self.rows)]
        for edge, ((tail, head), route) in enumerate(zip(self.problem.edges, self.routes, strict=True)):
            top, bottom = self.cells[tail][1], self.cells[head][1] - 1
            start, end = self._x(tail), self._x(head) + self.ports.get(edge, 0.0)
            if route.kind is Kind.FORK:
                channels[top]["tail", tail].add(start, end)
            elif route.kind is Kind.JOIN:
                channels[bottom][self._last_net(edge, route)].add(start, end)
            elif route.kind is Kind.LANE:
                lane = self.margin + self._lane(route)
                channels[top]["tail", tail].add(start, lane)
                channels[bottom][self._last_net(edge, route)].add(lane, end)
        tracks: dict[tuple[int, Net], int] = {}
        counts = []
        for row, buses in enumerate(channels):
            levels = _levels(buses)
            tracks |= {(row, net): level for net, level in levels.items()}
            counts.append(1 + max(levels.values(), default=-1))
        return tracks, counts

    # ---- places down

    def _measure_rows(self, counts: Sequence[int]) -> None:
        size = [(0.0, 0.0, 0.0)] * self.rows
        for box, (_, row) in enumerate(self.cells):
            h = self.problem.heights[box]
            caption, body, tab = size[row]
            size[row] = max(caption, h.caption), max(body, h.box), max(tab, h.tab)
        self.bodies = [body for _, body, _ in size]
        self.middles: list[float] = []
        self.channels: list[float] = []
        y = 0.0
        for row, (caption, body, tab) in enumerate(size):
            first = ARROW_ROOM if caption or row else 0.0
            y += caption + first
            self.middles.append(y + body / 2)
            y += body + tab
            self.channels.append(y)
            if row < self.rows - 1:
                y += BUS + TRACK * (counts[row] - 1) if counts[row] else CHANNEL
        self.tall = y

    def _track(self, row: int, net: Net) -> float:
        return self.channels[row] + BUS / 2 + TRACK * self.tracks[row, net] - 1

    def _placed(self, box: int, key: str) -> Mapping[str, Spot]:
        """The places of a box, of the captions over it and of the tab below it."""
        x, y = self._x(box), self.middles[self.cells[box][1]]
        drawn = self.plan.boxes[key]
        tall = self.bodies[self.cells[box][1]] if self.even and drawn.kind is not Shape.LINK else drawn.height
        spots = {key: Spot(x, y, drawn.width, tall)}
        above = y - tall / 2 - ARROW_ROOM + 1
        for over in reversed(self.plan.over.get(key, ())):
            caption = self.plan.boxes[over]
            spots[over] = Spot(x, above - caption.height / 2, caption.width, caption.height)
            above -= caption.height
        if key in self.plan.links:
            tab = self.plan.boxes[self.plan.links[key]]
            spots[tab.key] = Spot(x, y + tall / 2 + TAB_GAP + tab.height / 2, tab.width, tab.height)
        return spots

    # ---- edges

    def _wire(self, edge: int, route: Route, spots: Mapping[str, Spot]) -> Wire:
        tail, head = self.problem.edges[edge]
        one, other = spots[self.keys[tail]], spots[self.keys[head]]
        tab = self.plan.links.get(self.keys[tail])
        bottom = spots[tab].bottom if tab else one.bottom
        row, above = self.cells[tail][1], self.cells[head][1] - 1
        end = other.x + self.ports.get(edge, 0.0)
        side = 1 if other.x > one.x else -1
        start = one.x + side * one.width / 2, one.y
        points: list[Point]
        match route.kind:
            case Kind.SIDE:
                points = [start, (other.x - side * other.width / 2, one.y)]
            case Kind.DOWN:
                points = [(end, bottom), (end, other.top)]
            case Kind.OVER:
                points = [start, (end, one.y), (end, other.top)]
            case Kind.UNDER:
                points = [(one.x, bottom), (one.x, other.y), (other.x - side * other.width / 2, other.y)]
            case Kind.FORK:
                y = self._track(row, ("tail", tail))
                points = [(one.x, bottom), (one.x, y), (end, y), (end, other.top)]
            case Kind.JOIN:
                y = self._track(above, self._last_net(edge, route))
                points = [(one.x, bottom), (one.x, y), (end, y), (end, other.top)]
            case _:
                lane = self.margin + self._lane(route)
                y, then = self._track(row, ("tail", tail)), self._track(above, self._last_net(edge, route))
                points = [(one.x, bottom), (one.x, y), (lane, y), (lane, then), (end, then), (end, other.top)]
        gap = None
        over = self.plan.over.get(self.keys[head], ())
        if over and route.kind not in (Kind.SIDE, Kind.UNDER):
            gap = spots[over[0]].top, spots[over[-1]].bottom
        return Wire(tuple(points), gap=gap)


def _levels(buses: Mapping[Net, _Bus]) -> dict[Net, int]:
    """The track of each bus, so that as few lines cross as can be, and as few tracks are needed."""
    nets = list(buses)
    orders: Iterable[tuple[Net, ...]]
    if len(nets) <= MOST_PERMUTED:
        orders = permutations(nets)
    else:
        by_length = sorted(nets, key=lambda net: buses[net].right - buses[net].left)
        orders = [tuple(by_length), tuple(reversed(by_length))]
    return min((_stacked(order, buses) for order in orders), key=lambda found: found[:3])[3]


def _stacked(order: Sequence[Net], buses: Mapping[Net, _Bus]) -> tuple[int, int, int, dict[Net, int]]:
    levels: dict[Net, int] = {}
    for net in order:
        bus, level = buses[net], 0
        for other, taken in levels.items():
            if buses[other].left <= bus.right + 8 and bus.left <= buses[other].right + 8:
                level = max(level, taken + 1)
        levels[net] = level
    crossings = 0
    for one, other in combinations(order, 2):
        if levels[one] != levels[other]:
            upper, lower = (one, other) if levels[one] < levels[other] else (other, one)
            up, low = buses[upper], buses[lower]
            crossings += sum(low.left - CLEAR < x < low.right + CLEAR for x in up.falls)
            crossings += sum(up.left - CLEAR < x < up.right + CLEAR for x in low.rises)
    return crossings, max(levels.values(), default=0), sum(levels.values()), levels
