"""What a search for a layout found, kept for the next run: how to make the layout, not the layout."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from ...errors import HemgraphError
from ...host import cache_folder, read_bytes, write_file
from ..model.plan import plan
from . import search
from .search import SPACES, WRAPS, Drawn, Task, Way, best_layout

_RULES = 1
"""To be raised when the search changes in a way that the constants below do not show."""
_LONGEST = 100_000


def shelved_layout(task: Task) -> Drawn:
    """Return the best layout: made as an earlier run found it, or searched for and kept.

    What is kept holds ids of boxes with widths, and how many leaves stand beside a box, and nothing of a case; it is
    found by the hash of all that the search looks at, and one that cannot be read is searched for anew.
    """
    try:
        place = cache_folder() / "layouts" / f"{_key(task)}.json"
    except (OSError, RuntimeError):  # no home
        return best_layout(task)
    if way := _read(place, task):
        return task.made(way)
    drawn = best_layout(task)
    with suppress(OSError, HemgraphError):
        place.parent.mkdir(parents=True, exist_ok=True)
        write_file(place, json.dumps(asdict(drawn.way)))
    return drawn


def _key(task: Task) -> str:
    planned = plan(task.scheme, task.theme, 100)
    room = [task.around(width) for width, _ in task.paper.pages]
    rules = [_RULES, WRAPS, SPACES, search.BUDGET, search.STARTS, task.engine]
    seen = [rules, task.theme, task.paper, room, task.scheme.starts, planned]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def _read(place: Path, task: Task) -> Way | None:
    """The way that is kept, if it is one for these boxes."""
    try:
        data = read_bytes(place, _LONGEST)
        found = json.loads(data) if len(data) <= _LONGEST else None
    except (OSError, ValueError, RecursionError):
        return None
    match found:
        case {
            "most": float() as most,
            "beside": dict() as beside,
            "own": dict() as own,
            "space": [float() as x, float() as y],
            "below": list() as found_below,
        }:
            pairs = [tuple(pair) if isinstance(pair, list) else () for pair in found_below]
        case _:
            return None
    known = task.scheme.edges.keys()
    fits = _fits(beside, known, (0, 1, 2)) and _fits(own, known, WRAPS) and most in WRAPS and (x, y) in SPACES
    below = tuple((upper, lower) for upper in known for lower in known if (upper, lower) in pairs) if pairs else ()
    return Way(most, beside, own, (x, y), below) if fits and len(below) == len(pairs) else None


def _fits(found: Mapping[str, object], names: Set[str], values: Sequence[object]) -> bool:
    return found.keys() <= names and all(value in values for value in found.values())
