"""Rows of boxes of which each is as tall as its text: a tall box hangs down beside what stands in the rows below it."""

from __future__ import annotations

from collections.abc import Sequence

from .problem import ARROW_ROOM, BUS, CHANNEL, TRACK, Heights
from .routes import Cell


def row_tops(
    cells: Sequence[tuple[Cell, Heights]], rows: int, crossed: Sequence[int], tracks: Sequence[int]
) -> tuple[list[float], float]:
    """Return where the boxes of each row begin, and how tall all rows are together; no higher than they must be.

    `crossed` has, for each line of the half grid (rows at even, the channels below them at odd numbers), the points
    that edges run across, as bits; `tracks` how many tracks each channel has. A box ends above the next thing in its
    column: a bus, an edge along a row, or a box with its captions.
    """
    at = dict(cells)
    captions = [0.0] * rows
    for (_, row), heights in cells:
        captions[row] = max(captions[row], heights.caption)
    tops, tall = [0.0] * rows, 0.0
    ready = _next_below(at, rows, crossed)
    for row in range(rows):
        if row == 0:
            tops[0] = captions[0] + (ARROW_ROOM if captions[0] else 0.0)
        else:
            channel = BUS + TRACK * (tracks[row - 1] - 1) if tracks[row - 1] else CHANNEL
            top = tops[row - 1] + CHANNEL
            for cell, bus in ready[row]:
                bottom = tops[cell[1]] + at[cell].box + at[cell].tab
                if bus:
                    top = max(top, bottom + channel + captions[row] + ARROW_ROOM)
                else:
                    below = at.get((cell[0], row))
                    top = max(top, bottom + CHANNEL + (below.caption + ARROW_ROOM if below else 0.0))
            tops[row] = top
        tall = max(tall, *(tops[row] + h.box + h.tab for (_, r), h in cells if r == row), 0.0)
    return tops, tall


def _next_below(at: dict[Cell, Heights], rows: int, crossed: Sequence[int]) -> list[list[tuple[Cell, bool]]]:
    """For each row the boxes above it that end before it, and whether before the channel above it: a bus is there."""
    ready: list[list[tuple[Cell, bool]]] = [[] for _ in range(rows)]
    for column, row in at:
        bit = 1 << (2 * column + 1)
        for below in range(row + 1, rows):
            if crossed[2 * below - 1] & bit:
                ready[below].append(((column, row), True))
                break
            if (column, below) in at or crossed[2 * below] & bit:
                ready[below].append(((column, row), False))
                break
    return ready
