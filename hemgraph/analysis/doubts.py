"""Cases with something unknown of which two versions say different things, though they agree on every whole patient."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotDecided
from ..regions.flow import MORE, Flow, Work
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Answer
from ..values.domains import Value
from .changes import Comes
from .meaning import MOST_LISTED, answer_of
from .pairs import Pairs, Spot, State
from .proof import Proof

MOST_TRIED = 200
"""How many regions with something unknown are looked at by one case each before it is not decided."""


def unknowns_apart(
    logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], budget: int
) -> tuple[dict[str, Value] | None, bool]:
    """Return a case with something unknown of which two versions say different things; and whether that was decided.

    They agree on every whole patient. So they agree on a case, too, whose walks end alike. Where their leaves are one
    to one, they also agree where both stop at the same question, and where nobody who knows more takes a branch for
    unknown: for a trace that goes on past an unknown needs one end. Of the others one case each is tried.
    Raises NotDecided where the budget is used up.
    """
    everybody = [logics[0].space.full]
    try:
        pairs, whole = Pairs(*logics, everybody, Work(min(budget, MOST_LISTED), MORE), whole=True), True
    except NotDecided:
        pairs, whole = Pairs(*logics, everybody, Work(budget, MORE), whole=False), False
    alike = one_to_one(pairs.leaves())
    if not alike:  # then a stop below nodes that say the same may be none in the other version
        pairs = Pairs(*logics, everybody, Work(budget, MORE), whole=whole, cut=False)
    tried, work = 0, Work(budget, MORE)
    for state, boxes in pairs.ends.items():
        if _agree(logics, state, alike=alike):
            continue
        for box in boxes:
            if whole and alike and not any(_takes_unknown(logic, box, work) for logic in logics):
                continue
            point = _case(logics, box if whole else pairs.way(state, box))
            if point and _said(logics[0], comes[0], point) != _said(logics[1], comes[1], point):
                return Proof(logics[1]).patient(point), True
            tried += 1
            if tried > MOST_TRIED:
                return None, False
    return None, tried == 0


def one_to_one(pairs: Iterable[tuple[object, object]]) -> bool:
    """Tell whether each thing on one side goes with one on the other side only, and the other way round."""
    found = set(pairs)
    return all(len({pair[side] for pair in found}) == len(found) for side in (0, 1))


def _agree(logics: tuple[Logic, Logic], state: State, *, alike: bool) -> bool:
    """Whether two walks that end so say the same."""
    old, new = state
    if old.how == new.how == "stop":
        return alike and logics[0].graph.condition(old.node).ask == logics[1].graph.condition(new.node).ask
    return old.how != "stop" and new.how != "stop" and _end(logics[0], old) == _end(logics[1], new)


def _end(logic: Logic, spot: Spot) -> Answer:
    return answer_of(logic, (spot.node, spot.told) if spot.how == "leaf" else None)


def _takes_unknown(logic: Logic, box: Box, work: Work) -> bool:
    """Whether some case of a box, or one that knows more, takes a branch for unknown."""
    flow = Flow(logic, {logic.graph.start: [logic.space.refinements(box)]}, work)
    return any(
        answer is None and logic.answers(name).unknown is not None
        for name, parts in flow.parts.items()
        for answer, _ in parts
    )


def _said(logic: Logic, comes: Comes, point: Box) -> Answer | None:
    end = comes(point)
    return None if end is None else answer_of(logic, end)


def _case(logics: tuple[Logic, Logic], box: Box) -> Box | None:
    """One case of a box that both versions allow, with little known; None where none is found at once."""
    space = logics[1].space
    for name in space.field:
        bits = [*([u] if (u := box & space.unknown[name]) else []), *space.bits(box, name)]
        fitting = (b for b in (space.put(box, name, bit) for bit in bits) if all(x.space.admits(b) for x in logics))
        found = next(fitting, None)
        if found is None:
            return None
        box = found
    return box
