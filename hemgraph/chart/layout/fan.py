"""A question with many answers that each end: a trunk down the middle, the answers at both sides in their order."""

from __future__ import annotations

from collections.abc import Iterator

from .grid import Grid, Numbered
from .routes import Cell

MANY = 7
"""From so many answers on a question is drawn as a fan."""
_COLUMNS = (3, 5, 7, 9)


def fans(given: Numbered) -> Iterator[Grid]:
    """Yield grids of a chart that is one question with many answers, each with other columns; none of any other chart.

    What leads to the question stands above it. The answers stand row by row, as one reads.
    """
    problem = given.problem
    asking = max(range(problem.count), key=lambda box: len(problem.children[box]))
    ends = [head for _, head in problem.children[asking]]
    above = [box for box in problem.order if box != asking and box not in ends]
    chain = all(len(problem.children[box]) == 1 for box in above) and all(not problem.children[end] for end in ends)
    if len(ends) < MANY or not chain or any(len(problem.parents[box]) > 1 for box in range(problem.count)):
        return
    for columns in _COLUMNS:
        middle = columns // 2
        sides = [column for column in range(columns) if column != middle]
        cells: dict[str, Cell] = {given.keys[box]: (middle, row) for row, box in enumerate([*above, asking])}
        for n, end in enumerate(ends):
            cells[given.keys[end]] = sides[n % len(sides)], len(above) + 1 + n // len(sides)
        yield Grid(columns, problem.width, cells)
