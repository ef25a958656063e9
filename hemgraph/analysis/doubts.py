"""Cases with something unknown of which two versions say different things, though they agree on every whole patient."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import NotDecided
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Answer
from ..values.domains import Value
from .changes import Comes
from .meaning import answer_of
from .pairs import Pairs, Spot, State
from .proof import Proof
from .settled import Parts, Settled


def unknowns_apart(
    logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], budget: int
) -> tuple[dict[str, Value] | None, bool]:
    """Return a case with something unknown of which two versions say different things; and whether that was decided.

    They agree on every whole patient. So they agree on a case, too, whose walks end alike. Where their leaves are one
    to one, they also agree where both stop at the same question: what comes of it is told by those who know more.
    Where walks do not, it is weighed for all cases at once what a trace says of them.
    """
    pairs = _quick(logics, budget)
    if pairs is not None and one_to_one(pairs.leaves()) and all(_agree(logics, state) for state in pairs.ends):
        return None, True
    try:
        return _weighed(logics, budget), True
    except NotDecided:
        return _tried(logics, comes, pairs), False


def _quick(logics: tuple[Logic, Logic], budget: int) -> Pairs | None:
    try:
        return Pairs(*logics, [logics[0].space.full], Work(budget), whole=False)
    except NotDecided:
        return None


def _weighed(logics: tuple[Logic, Logic], budget: int) -> dict[str, Value] | None:
    """The first case found of which a trace says different things, of all there are."""
    old, new = (_by_answer(logic, Settled(logic, Work(budget)).of(logic.space.full)) for logic in logics)
    work = Work(budget)
    for was, boxes in old.items():
        for now, others in new.items():
            if was == now:
                continue
            for box in (one & other for one in boxes for other in others):
                work.spend(1, "")
                point = _case(logics, box)
                if point is not None:
                    return Proof(logics[1]).patient(point)
    return None


def _by_answer(logic: Logic, parts: Parts) -> dict[Answer, list[Box]]:
    """The cases by what they are told; those who are told too little yet by what is certain."""
    found: dict[Answer, list[Box]] = {}
    for (outcome, common), box in parts:
        unsure = common is not None and outcome is None
        answer = ("incomplete", common or frozenset()) if unsure else answer_of(logic, outcome)
        found.setdefault(answer, []).append(box)
    return {answer: joined(logic.space, boxes) for answer, boxes in found.items()}


def _tried(logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], pairs: Pairs | None) -> dict[str, Value] | None:
    """Such a case among a few, one for each two ends; they are too many to weigh."""
    for state in list(pairs.ends)[:MOST_TRIED] if pairs else ():
        point = _case(logics, pairs.way(state, pairs.ends[state][0])) if pairs else None
        if point is not None and _said(logics[0], comes[0], point) != _said(logics[1], comes[1], point):
            return Proof(logics[1]).patient(point)
    return None


MOST_TRIED = 200
"""How many cases with something unknown are looked at where they cannot all be weighed."""


def one_to_one(pairs: Iterable[tuple[object, object]]) -> bool:
    """Tell whether each thing on one side goes with one on the other side only, and the other way round."""
    found = set(pairs)
    return all(len({pair[side] for pair in found}) == len(found) for side in (0, 1))


def _agree(logics: tuple[Logic, Logic], state: State) -> bool:
    """Whether two walks that end so say the same."""
    old, new = state
    if old.how == new.how == "stop":
        return logics[0].graph.condition(old.node).ask == logics[1].graph.condition(new.node).ask
    return old.how != "stop" and new.how != "stop" and _end(logics[0], old) == _end(logics[1], new)


def _end(logic: Logic, spot: Spot) -> Answer:
    return answer_of(logic, (spot.node, spot.told) if spot.how == "leaf" else None)


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
