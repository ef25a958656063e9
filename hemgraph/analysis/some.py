"""Where graphs disagree on one intervention, shown by some patients: for graphs whose regions are too many to list."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from itertools import combinations, product

from ..graph import Action, Stance
from ..regions.flow import Work
from ..regions.logic import Logic
from ..results import Apart, Heard, Voices
from .meaning import possible_in_both, region_of
from .telling import Together
from .voices import names


def some_apart(logics: Mapping[str, Logic], intervention: str, budget: int) -> tuple[list[Apart], Heard, bool]:
    """Return some patients for each two graphs and stances that differ, who names the intervention, and if that is all.

    What is not looked at: whether anybody comes to where a graph names it, and paths that say several things of it.
    """
    naming = [name for name, logic in logics.items() if names(logic.graph, intervention)]
    found: list[Apart] = []
    together, whole = False, True
    for one, other in combinations(naming, 2):
        pair = possible_in_both((logics[one], logics[other]))
        for first, second in product(Stance, repeat=2):
            tells = partial(_tells, intervention, first), partial(_tells, intervention, second)
            search = Together(pair, Work(budget), tells)
            whole &= search.decided
            box = search.some(new=True)
            together |= box is not None
            if box is not None and first is not second:
                voices = Voices(intervention, {}, {one: first, other: second})
                found.append(Apart(voices, (region_of(pair[0], box, pair[0].space.admits),), whole=False))
    return found, Heard(intervention, tuple(naming), together), whole


def _tells(intervention: str, stance: Stance, node: Action) -> bool:
    return any(given.intervention == intervention and given.stance is stance for given in node.recommend)
