"""Where rows end by one graph or another, or before and after a finding is changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ..compile.ends import REFUSED_ROW
from ..results import Cohort, Key, Moves

Told = tuple[str, frozenset[Key]] | None
"""Where a row ends, a leaf or `incomplete`, and what is recommended; None where it is refused."""


def moved(old: Cohort, new: Cohort, pairs: Iterable[tuple[Told, Told, int]]) -> Moves:
    """Return how many rows end where in the old and in the new, from pairs with their numbers of rows."""
    counts: Counter[tuple[str, str]] = Counter()
    altered: Counter[str] = Counter()
    changed = 0
    for before, after, count in pairs:
        ends = before[0] if before else REFUSED_ROW, after[0] if after else REFUSED_ROW
        counts[ends] += count
        if ends[0] != ends[1]:
            changed += count
        elif before and after and before[1] != after[1]:
            altered[ends[0]] += count
            changed += count
    return Moves(old, new, changed, dict(counts), dict(altered))
