"""The search for a good grid: how many columns, how wide boxes are, and where each stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import product

from ..model.plan import Plan
from .check import Faults, faults
from .construct import constructed, orders
from .fan import fans
from .geometry import heights_of
from .grid import Grid, NoRoute, laid_out, numbered
from .improve import Improvement
from .ordering import in_order
from .places import Layout
from .problem import ARROW_ROOM, CHANNEL, GUTTER
from .state import Board, State

WIDTHS = (92.0, 96.0, 100.0, 104.0, 108.0, 112.0, 116.0, 120.0, 126.0, 132.0, 140.0, 150.0, 165.0, 180.0, 200.0)
"""The widths of boxes that are tried, in points."""
MOST_COLUMNS = 12
FILLED = 0.62
"""Which part of its cells a good grid fills."""
PAGE = (538.6, 712.0)
"""What a chart is to fill: a page of A4 within its margins, its head and its foot, in points. A3 is like it."""
MARGIN = 18.0
"""Around a chart, for badges and strokes: twice the margin of one side."""
CROSSED, BENT = 0.9, 0.0015
"""A crossing is worth as much as text smaller by a tenth, a bend as much as one smaller by this."""
MISLED = 4
"""So many crossings more are better than one edge that misleads."""
_LEAST_GAIN = 1e-4
_LARGE = 70
"""Of more boxes a quick search tries one grid, of one width: each step takes longer the more boxes there are."""
_TRIES_IN_NEED, _SHAPES_IN_NEED, _TRIES_IF_MISLED = 4, 12, 6
"""What else is tried where no grid of a search was possible, or the best one misleads; then all stand one by one."""


@dataclass(frozen=True)
class Effort:
    """How long is searched: for how many shapes, from how many first grids of each, and how many steps from each.

    No more than `most` grids are begun, of many boxes one, unless none of them is possible. One that is not `thorough`
    ends with the first grid without a fault.
    """

    shapes: int
    tries: int
    steps: int
    polish: int
    most: int = 100
    thorough: bool = False


HASTY = Effort(shapes=1, tries=1, steps=2_000, polish=500)
"""For one of many pages."""
QUICK = Effort(shapes=2, tries=2, steps=16_000, polish=2_000, most=3)
"""A second or two for 55 boxes: where no grid is kept."""
THOROUGH = Effort(shapes=10, tries=4, steps=40_000, polish=20_000, thorough=True)
"""Some minutes: for a grid that is kept and looked at for years."""


@dataclass(frozen=True)
class Task:
    """What is to be placed: the plan for each width of boxes, and the page, in points, that it is to fill.

    Above the scale `most` larger text is no gain. `even` is as for `laid_out`.
    """

    plan_of: Callable[[float], Plan]
    page: tuple[float, float] = PAGE
    most: float = 1.1
    even: bool = True
    least: float = 0.0

    @cached_property
    def planned(self) -> Callable[[float], Plan]:
        """The plan for a width, made once."""
        return cache(self.plan_of)

    def scale(self, width: float, height: float) -> float:
        """Return how much a chart of this size is scaled on the page."""
        wide, tall = self.page
        return min(wide / (width + MARGIN), tall / (height + MARGIN), self.most)


@dataclass(frozen=True)
class Found:
    """A grid with its layout, and the scale at which that fills the page."""

    grid: Grid
    plan: Plan
    layout: Layout
    scale: float

    @cached_property
    def _faults(self) -> Faults:
        return faults(self.layout, self.plan.own)

    @property
    def misleading(self) -> int:
        """How many edges run along others, or through boxes: they can be taken for what they are not."""
        return len(self._faults.along) + len(self._faults.through) + len(self._faults.over)

    @property
    def crossings(self) -> int:
        """How many faults the check of its layout finds: edges that cross above all."""
        return len(self._faults.crossings) + self.misleading

    @cached_property
    def worth(self) -> float:
        """Its scale, less what crossings and bends cost the reader."""
        faults = self.crossings + MISLED * self.misleading
        return float(self.scale * CROSSED**faults * (1 - BENT * self.layout.bends))


def searched(task: Task, effort: Effort = QUICK, progress: Callable[[float], None] = lambda _: None) -> Found:
    """Return the best grid that is found; the same one at every run, for work is counted in steps.

    What is not checked: that no better one exists. `progress` is called with the part of the work that is done.
    """
    best = max(_fanned(task), key=lambda found: found.worth, default=None)
    if best:
        return best
    shapes = list(_shapes(task))
    most = 1 if _is_large(task, effort) else effort.most
    tries = list(product(range(effort.tries), shapes[: effort.shapes]))[:most]
    in_need = product(range(_TRIES_IN_NEED), shapes[:_SHAPES_IN_NEED])
    for n, (attempt, (columns, width)) in enumerate((*tries, *in_need)):
        if best and n >= len(tries) + (_TRIES_IF_MISLED if best.misleading else 0):
            break
        progress(min(n / len(tries), 1.0))
        found = _attempt(task, columns, width, effort, attempt)
        if found and (best is None or found.worth > best.worth + _LEAST_GAIN):
            best = found
        if best and not best.crossings and not effort.thorough:
            break
    progress(1.0)
    return best or _tower(task)


def _is_large(task: Task, effort: Effort) -> bool:
    """Whether a search would take long, and is not to: of so many boxes every step does."""
    return not effort.thorough and len(task.planned(max(WIDTHS[0], task.least)).cells) > _LARGE


def _fanned(task: Task) -> Iterator[Found]:
    """The grids of a question with many answers, in each width of boxes."""
    for width in WIDTHS:
        if width >= task.least:
            for grid in fans(numbered(task.planned(width), 1)):
                if found := measured(task, grid):
                    yield found


def _shapes(task: Task) -> Iterator[tuple[int, float]]:
    """Columns and widths, those first by which text is likely to be largest, from an estimate of the rows needed."""
    found = []
    for width in WIDTHS:
        if width < task.least:
            continue
        plan = task.planned(width)
        heights = sorted(sum(heights_of(plan, key)) + ARROW_ROOM + CHANNEL + 2 for key in plan.cells)
        row = heights[int(len(heights) * 0.85)] if task.even else sum(heights) / len(heights)
        for columns in range(1, MOST_COLUMNS + 1):
            rows = max(len(heights) / (columns * (FILLED if columns > 1 else 1.0)), 1)
            across = columns * (width + GUTTER) - GUTTER
            scale = task.scale(across, rows * row)
            found.append((-round(scale, 3), abs(across / task.page[0] - rows * row / task.page[1]), columns, width))
    yield from ((columns, width) for *_, columns, width in sorted(found))


def _attempt(task: Task, columns: int, width: float, effort: Effort, attempt: int) -> Found | None:
    """The best grid of one shape from one first grid."""
    plan = task.planned(width)
    across = columns * (width + GUTTER) - GUTTER
    tall = task.page[1] / min(task.page[0] / (across + MARGIN), task.most) - MARGIN
    given = numbered(plan, columns, tall, even=task.even)
    problem = given.problem
    needed = max(6, int(problem.count / columns * 2.2) + 4)
    board = Board(problem, max(min(40, needed), max(problem.depth) // 2 + 4))  # one way may go on and on
    order = orders(problem)[attempt % 4]
    states = constructed(board, order) or constructed(board, order, 50)
    if not states:
        return None
    most_bends = max(6, int(0.52 * len(problem.edges)) + sum(max(0, len(out) - 4) for out in problem.children))

    def enough(state: State) -> bool:
        return state.height <= tall and board.bends(state) <= most_bends and not board.crossed(state)

    size = min(1.0, (problem.count / 55) ** 1.5)
    if not effort.thorough:  # a step takes the longer the more boxes there are
        size = min(size, (55 / problem.count) ** 2)
    state = states[(attempt * 3) % len(states)]
    improvement = Improvement(board, attempt + 1)
    if not enough(state):
        state = improvement.run(state, int(effort.steps * size) + 1500, 12.0, enough)
    state = improvement.run(state, int(effort.polish * size) + 500, 1.5)
    state = in_order(board, state)
    grid = given.grid_of(state)
    return measured(task, grid) if _is_large(task, effort) else _widened(task, grid)


def _widened(task: Task, grid: Grid) -> Found | None:
    """The grid with the width of boxes with which text is largest: height that is left is spent."""
    best: Found | None = None
    for width in (
        grid.width,
        *(w for w in WIDTHS if abs(w - grid.width) <= 34 and w >= task.least and w != grid.width),
    ):
        found = measured(task, replace(grid, width=width))
        if found and (best is None or found.worth > best.worth + _LEAST_GAIN):
            best = found
    return best


def measured(task: Task, grid: Grid) -> Found | None:
    """Return a grid with its layout; None where an edge finds no way."""
    plan = task.planned(grid.width)
    try:
        layout = laid_out(plan, grid, even=task.even)
    except NoRoute:
        return None
    return Found(grid, plan, layout, task.scale(layout.width, layout.height))


def _tower(task: Task) -> Found:
    """All boxes one below another, where nothing better was found: ugly, and right."""
    plan = task.planned(max(WIDTHS[3], task.least))
    given = numbered(plan, 3)
    columns = 2 * len(given.keys) + 1
    grid = Grid(columns, plan.width, {given.keys[box]: (2 * n + 1, n) for n, box in enumerate(given.problem.order)})
    found = measured(task, grid)
    assert found is not None, "a staircase has a way for every edge"
    return found
