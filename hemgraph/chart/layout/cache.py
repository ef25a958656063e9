"""Grids that a search found, kept for the next run: cells of boxes, and nothing of a case."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ...errors import HemgraphError
from ...host import cache_folder, read_bytes, write_file
from .edit import leads_up
from .grid import Grid, numbered
from .kept import MOST_BYTES, WHOLE, Kept, parsed
from .search import Effort, Task, searched

_RULES = 2
"""To be raised when the search changes: what it found before is then searched for anew."""


def cached(task: Task, effort: Effort, progress: Callable[[float], None] = lambda _: None) -> Grid:
    """Return the best grid: as an earlier run found it, or searched for and kept.

    It is found by the hash of all that the search looks at; one that cannot be read is searched for anew.
    """
    try:
        place = cache_folder() / "layouts" / f"{_key(task, effort)}.json"
    except (OSError, RuntimeError):  # no home
        return searched(task, effort, progress).grid
    if (grid := _read(place)) and _fits(task, grid):
        return grid
    found = searched(task, effort, progress).grid
    with suppress(OSError, HemgraphError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_file(place, str(Kept("", {WHOLE: found})))
    return found


def _key(task: Task, effort: Effort) -> str:
    seen = (_RULES, effort, task.planned(104.0), task.page, task.most, task.even, task.least)
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def _read(place: Path) -> Grid | None:
    try:
        return parsed(read_bytes(place, MOST_BYTES), "", "").pages.get(WHOLE)
    except (OSError, HemgraphError):
        return None


def _fits(task: Task, grid: Grid) -> bool:
    """Whether a grid is one for these boxes."""
    plan = task.planned(grid.width)
    return grid.cells.keys() == set(plan.cells) and not leads_up(numbered(plan, grid.columns), grid.cells)
