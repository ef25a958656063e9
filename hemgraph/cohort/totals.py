"""What all rows come to, from how many have which tips."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..results import Cohort, Moves
from .columns import Plan
from .counting import counted
from .engine import REFUSED, Lookup
from .moves import Told, moved


@dataclass(frozen=True)
class Ran:
    """What a run comes to; `moves` where there were two graphs, or other findings."""

    cohort: Cohort
    moves: Moves | None
    plan: Plan


def come_to(lookups: Sequence[Lookup], counts: Mapping[tuple[int, ...], int], name: str) -> Ran:
    """Return what rows of this name come to by one lookup, or by two, from how many have which tips by each."""
    cohorts = []
    for n, lookup in enumerate(lookups):
        own: Counter[int] = Counter()
        for tips, count in counts.items():
            own[tips[n]] += count
        refused = own.pop(REFUSED, 0)
        cohorts.append(counted(lookup.plan, name, ((lookup.tips[tip], count) for tip, count in own.items()), refused))
    moves = None
    if len(cohorts) > 1:
        ends = [(_end(lookups[1], tips[1]), _end(lookups[0], tips[0]), count) for tips, count in sorted(counts.items())]
        moves = moved(cohorts[1], cohorts[0], ends)
    return Ran(cohorts[0], moves, lookups[0].plan)


def _end(lookup: Lookup, tip: int) -> Told:
    """Where a tip ends and what is recommended there."""
    return None if tip == REFUSED else lookup.told(tip)
