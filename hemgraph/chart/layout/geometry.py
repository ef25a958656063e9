"""From cells and routes to points: heights of rows, tracks of buses in their channels, ports of arrows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ..model.plan import ASKING, Plan
from ..model.plan import Kind as Shape
from .places import Layout, Point, Spot, Wire
from .problem import ARROW_ROOM, BUS, CHANNEL, GUTTER, TRACK, Problem
from .ragged import row_tops
from .routes import Cell, Kind, Route
from .state import State
from .tracks import Bus, Net, levels_of

PORT = 10.0
"""Between two arrows that come to one box from above."""
TAB_GAP = 1.5


def heights_of(plan: Plan, key: str) -> tuple[float, float, float]:
    """Return how tall what stands over a box is, the box, and what hangs below it."""
    caption = sum(plan.boxes[over].height for over in plan.over.get(key, ()))
    tab = plan.links.get(key)
    return caption, plan.boxes[key].height, plan.boxes[tab].height + TAB_GAP if tab else 0.0


class Geometry:
    """The points of one state of a problem; `keys` are those of its boxes in the plan."""

    def __init__(self, problem: Problem, state: State, plan: Plan, keys: Sequence[str]) -> None:
        """Take what is to be measured."""
        self.problem, self.plan, self.keys = problem, plan, keys
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
        channels: list[dict[Net, Bus]] = [defaultdict(Bus) for _ in range(self.rows)]
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
            levels = levels_of(buses)
            tracks |= {(row, net): level for net, level in levels.items()}
            counts.append(1 + max(levels.values(), default=-1))
        return tracks, counts

    # ---- places down

    def _measure_rows(self, counts: Sequence[int]) -> None:
        """Where the boxes of each row begin, how tall they are, and where edges along the row and its channel run."""
        self.tall_of: list[float] = []
        asking = [0.0] * self.rows
        bodies = [0.0] * self.rows
        for box, (_, row) in enumerate(self.cells):
            tall = self.problem.heights[box].box
            bodies[row] = max(bodies[row], tall)
            if self._asks(box):
                asking[row] = max(asking[row], tall)
        for box, (_, row) in enumerate(self.cells):
            own = self.plan.boxes[self.keys[box]]
            if self.problem.ragged:
                self.tall_of.append(asking[row] if self._asks(box) else own.height)
            else:
                self.tall_of.append(own.height if own.kind is Shape.LINK else bodies[row])
        if self.problem.ragged:
            self._hang_rows(counts, asking)
        else:
            self._stack_rows(counts, bodies)

    def _asks(self, box: int) -> bool:
        return self.plan.boxes[self.keys[box]].kind in (*ASKING, Shape.STATE, Shape.LINK)

    def _stack_rows(self, counts: Sequence[int], bodies: Sequence[float]) -> None:
        """Rows below each other, each as tall as its tallest box."""
        captions, tabs = [0.0] * self.rows, [0.0] * self.rows
        for box, (_, row) in enumerate(self.cells):
            h = self.problem.heights[box]
            captions[row], tabs[row] = max(captions[row], h.caption), max(tabs[row], h.tab)
        self.along: list[float] = []
        self.channels: list[float] = []
        self.tops: list[float] = [0.0] * len(self.cells)
        y = 0.0
        for row, body in enumerate(bodies):
            y += captions[row] + (ARROW_ROOM if captions[row] or row else 0.0)
            self.along.append(y + body / 2)
            for box, cell in enumerate(self.cells):
                if cell[1] == row:
                    self.tops[box] = y + (body - self.tall_of[box]) / 2
            y += body + tabs[row]
            self.channels.append(y)
            if row < self.rows - 1:
                y += BUS + TRACK * (counts[row] - 1) if counts[row] else CHANNEL
        self.tall = y

    def _hang_rows(self, counts: Sequence[int], asking: Sequence[float]) -> None:
        """Rows whose boxes begin at one height and end where their text does."""
        cells = [
            (cell, replace(self.problem.heights[box], box=self.tall_of[box])) for box, cell in enumerate(self.cells)
        ]
        tops, self.tall = row_tops(cells, self.rows, self._crossed(), counts)
        self.tops = [tops[row] for _, row in self.cells]
        self.along = [
            top + (asking[row] or min(h.box for (_, r), h in cells if r == row)) / 2 for row, top in enumerate(tops)
        ]
        captions = [max(h.caption for (_, r), h in cells if r == row) for row in range(self.rows)]
        self.channels = []
        for row in range(self.rows):
            below = tops[row + 1] - captions[row + 1] - ARROW_ROOM if row < self.rows - 1 else self.tall
            tall = BUS + TRACK * (counts[row] - 1) if counts[row] else CHANNEL
            self.channels.append(below - tall)

    def _crossed(self) -> list[int]:
        """For each row and channel the points that edges run across, in the half grid of the cells that are used."""
        crossed = [0] * (2 * self.rows + 1)
        for (tail, head), route in zip(self.problem.edges, self.routes, strict=True):
            (c1, r1), (c2, r2) = self.cells[tail], self.cells[head]
            x1, x2, lane = 2 * c1 + 1, 2 * c2 + 1, route.lane - 2 * self.first
            match route.kind:
                case Kind.SIDE | Kind.OVER:
                    crossed[2 * r1] |= _bits(x1, x2)
                case Kind.UNDER:
                    crossed[2 * r2] |= _bits(x1, x2)
                case Kind.FORK:
                    crossed[2 * r1 + 1] |= _bits(x1, x2)
                case Kind.JOIN:
                    crossed[2 * r2 - 1] |= _bits(x1, x2)
                case Kind.LANE:
                    crossed[2 * r1 + 1] |= _bits(x1, lane)
                    crossed[2 * r2 - 1] |= _bits(lane, x2)
        return crossed

    def _track(self, row: int, net: Net) -> float:
        return self.channels[row] + BUS / 2 + TRACK * self.tracks[row, net] - 1

    def _placed(self, box: int, key: str) -> Mapping[str, Spot]:
        """The places of a box, of the captions over it and of the tab below it."""
        drawn, tall = self.plan.boxes[key], self.tall_of[box]
        x, y = self._x(box), self.tops[box] + tall / 2
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
        along = self.along[row]
        start = one.x + side * one.width / 2, along
        points: list[Point]
        match route.kind:
            case Kind.SIDE:
                points = [start, (other.x - side * other.width / 2, along)]
            case Kind.DOWN:
                points = [(end, bottom), (end, other.top)]
            case Kind.OVER:
                points = [start, (end, along), (end, other.top)]
            case Kind.UNDER:
                level = self.along[self.cells[head][1]]
                points = [(one.x, bottom), (one.x, level), (other.x - side * other.width / 2, level)]
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


def _bits(one: int, other: int) -> int:
    left, right = max(min(one, other), 0), max(one, other)
    return ((1 << (right - left + 1)) - 1) << left
