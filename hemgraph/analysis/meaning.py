"""Which patients two versions tell different things, as regions of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from math import prod

from ..errors import NotDecided
from ..graph import Action, Stance
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Answer, Changed, Key, Outcome, Region, What
from .changes import Comes
from .pairs import Pairs, Spot, State, keys_of
from .proof import Proof
from .reasons import set_of
from .telling import Telling

Possible = Callable[[Box], bool]
"""Whether a box of whole cases holds a possible patient."""
MOST_WIDENED = 1_000_000
"""How much work it may cost to find few and wide regions; beyond it they are listed as they came."""
MOST_LISTED = 20_000
"""How much work it may cost to list all patients of a change; beyond it each change is shown by some of them."""


def answer_of(logic: Logic, end: Outcome | None) -> Answer:
    """Return what an end tells a patient, whatever the ids of boxes."""
    if end is None:
        return "refused", frozenset()
    leaf = logic.graph.nodes[end[0]]
    assert isinstance(leaf, Action)
    return "silent" if leaf.silent else "recommended", end[1]


def changes(
    logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], budget: int
) -> tuple[tuple[Changed, ...], tuple[What, ...]]:
    """Return the whole patients who are told something else by two versions, heaviest changes first.

    Only those count who are possible in both. `comes` tell what a whole patient comes to. Where they are too many to
    list, there are some for each thing that patients are told by one version alone, and what is not decided.
    """
    old, new = possible_in_both(logics)
    everybody = [old.space.full & ~old.space.unknowns]
    undecided: list[What] = []
    try:
        pairs = Pairs(old, new, everybody, Work(min(budget, MOST_LISTED)), whole=True)
        wide = Work(MOST_WIDENED)
        rows = [
            Changed(was, now, _leaves(state), tuple(regions(new, boxes, new.space.admits, wide)), cells(new, boxes))
            for state, boxes in pairs.ends.items()
            if (was := _answer(old, state[0])) != (now := _answer(new, state[1]))
        ]
    except NotDecided:
        rows = []
        for what in _tellable(old, new):
            tells = partial(_tells, what)
            telling = Telling((old, new), Work(budget), (tells, tells), without_answer=what == "refused")
            undecided += [] if telling.decided else [what]
            for newly in (False, True):
                if (box := telling.some(new=newly)) is not None:
                    rows.append(_some((old, new), comes, box, what, newly=newly))
    return tuple(sorted(rows, key=lambda row: (weight(row.old, row.new), str(row.leaves)))), tuple(undecided)


def _tellable(*logics: Logic) -> list[What]:
    """All that a version may tell, and how its answer may be none."""
    actions = (node for logic in logics for node in logic.graph.nodes.values() if isinstance(node, Action))
    return ["refused", "silent", *dict.fromkeys(given.key for node in actions for given in node.recommend)]


def _tells(what: What, node: Action) -> bool:
    return node.silent and node.is_leaf if what == "silent" else what in keys_of(node)


def possible_in_both(logics: tuple[Logic, Logic]) -> tuple[Logic, Logic]:
    """Return the same conditions for those patients alone who are possible in both graphs."""
    graphs = [logic.graph for logic in logics]
    if graphs[0].impossible == graphs[1].impossible:
        return logics
    impossible = tuple(dict.fromkeys(entry for graph in graphs for entry in graph.impossible))
    one, other = (replace(graph, impossible=impossible) for graph in graphs)
    return Logic(one, beside=[other]), Logic(other, beside=[one])


def _answer(logic: Logic, spot: Spot) -> Answer:
    return answer_of(logic, (spot.node, spot.told) if spot.how == "leaf" else None)


def _leaves(state: State) -> tuple[str | None, str | None]:
    return state[0].node or None, state[1].node or None


def _some(logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], box: Box, what: What, *, newly: bool) -> Changed:
    """Some who are told one thing by one version alone; one of them shows what else they are told."""
    space, proof = logics[1].space, Proof(logics[1])
    region = region_of(logics[1], box, space.admits, proof)
    point = sum(space.bit(name, value) for name, value in proof.patient(box).items())
    ends = [come(point) for come in comes]
    was, now = (answer_of(logic, end) for logic, end in zip(logics, ends, strict=True))
    leaves = tuple(end[0] if end else None for end in ends)
    return Changed(was, now, (leaves[0], leaves[1]), (region,), None, what, newly)


def cells(logic: Logic, boxes: Iterable[Box]) -> int:
    """Return how many combinations of known cells some boxes hold that do not overlap."""
    space = logic.space
    return sum(prod(len(space.bits(box, name)) for name in space.field) for box in boxes)


def weight(old: Answer, new: Answer) -> int:
    """Return how heavy a change is, the heaviest 0: avoid against do, then answers lost or won, then what is done."""
    stances = [_stances(answer[1]) for answer in (old, new)]
    both = [(stances[0].get(name, set()), stances[1].get(name, set())) for name in {*stances[0], *stances[1]}]
    if any((Stance.AVOID in a) != (Stance.AVOID in b) and (a | b) - {Stance.AVOID} for a, b in both):
        return 0
    if old[0] != new[0]:
        return 1
    if any((Stance.DO in a) != (Stance.DO in b) for a, b in both):
        return 2
    return 3 if any(a != b for a, b in both) else 4


def _stances(keys: Iterable[Key]) -> dict[str, set[Stance]]:
    found: dict[str, set[Stance]] = {}
    for key in keys:
        found.setdefault(key[0], set()).add(Stance(key[1]))
    return found


def regions(logic: Logic, boxes: Iterable[Box], possible: Possible, work: Work) -> Iterator[Region]:
    """Yield boxes of whole cases as regions in few words, each as wide as possible patients allow, none twice.

    Where the work is used up they are as narrow as they came.
    """
    proof = Proof(logic)
    inside = joined(logic.space, boxes)
    with suppress(NotDecided):
        inside = _widest(logic, inside, possible, work)
    for box in inside:
        yield region_of(logic, box, possible, proof)


def _widest(logic: Logic, inside: Sequence[Box], possible: Possible, work: Work) -> list[Box]:
    """The same patients in fewer and wider boxes, which may overlap."""
    kept: list[Box] = []
    wide = {_widened(logic, box, inside, possible, work) for box in inside}
    for box in sorted(wide, key=lambda box: (-box.bit_count(), box)):
        if any(possible(part) for part in _outside(logic, box, kept, work)):
            kept.append(box)
    return kept


def region_of(logic: Logic, box: Box, possible: Possible, proof: Proof | None = None) -> Region:
    """Return a box of whole cases in words, with a value for each finding that it says anything of."""
    space = logic.space
    whole = space.full & ~space.unknowns
    fields = {name: box & field for name, field in space.field.items() if box & field != whole & field}
    patient = (proof or Proof(logic)).patient(box, possible=possible)
    sets = {name: set_of(space, name, field) for name, field in fields.items()}
    return Region(
        {name: values for name, values in sets.items() if values is not None}, {name: patient[name] for name in fields}
    )


def _widened(logic: Logic, box: Box, inside: Sequence[Box], possible: Possible, work: Work) -> Box:
    """A box freed of every finding that it can do without: nobody possible comes in who is in none of some boxes."""
    for field in logic.space.field.values():
        wider = box | field & ~logic.space.unknowns
        if not any(possible(part) for part in _outside(logic, wider, inside, work)):
            box = wider
    return box


def _outside(logic: Logic, box: Box, boxes: Iterable[Box], work: Work) -> list[Box]:
    """What of a box lies in none of some boxes."""
    rest = [box]
    for other in boxes:
        work.spend(len(rest), logic.graph.start)
        rest = [part for some in rest for part in logic.space.minus(some, other)]
    return rest
