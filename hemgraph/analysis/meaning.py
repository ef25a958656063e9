"""Which patients two versions tell different things, as regions of findings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from math import prod

from ..graph import Action, Condition, DecisionGraph, Node, Stance
from ..regions.ends import Until, ends
from ..regions.flow import Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Answer, Changed, Key, Outcome, Region
from .proof import Proof
from .reasons import set_of

REFUSED = "refused"
Possible = Callable[[Box], bool]
"""Whether a box of whole cases holds a possible patient."""
End = tuple[Answer, str | None]
"""What patients are told, and the box where they end."""
Told = dict[End, list[Box]]
"""The patients who are told the same and end in the same box."""
Both = dict[tuple[End, End], list[Box]]
"""The same of two versions."""


def told(logic: Logic, begin: tuple[str, frozenset[Key]], boxes: Iterable[Box], work: Work) -> Told:
    """Return what some whole patients are told, who come to a node with what they were told before.

    Raises NotDecided where the work is used up.
    """
    found: Told = {}
    for end, box in ends(logic, boxes, work, whole=True, begin=begin):
        found.setdefault((answer_of(logic, end), end[0] if end else None), []).append(box)
    return {key: joined(logic.space, boxes) for key, boxes in found.items()}


def answer_of(logic: Logic, end: Outcome | None) -> Answer:
    """Return what an end tells a patient, whatever the ids of boxes."""
    if end is None:
        return REFUSED, frozenset()
    leaf = logic.graph.nodes[end[0]]
    assert isinstance(leaf, Action)
    return "silent" if leaf.silent else "recommended", end[1]


def changes(old: Logic, new: Logic, both: Both) -> tuple[Changed, ...]:
    """Return the regions of whole patients, possible in both versions, who are told something else, heaviest first."""

    def possible(box: Box) -> bool:
        return new.space.admits_in(box, old.space)

    rows = [
        Changed(was, now, (first, second), tuple(regions(new, boxes, possible)), cells(new, boxes))
        for ((was, first), (now, second)), boxes in both.items()
        if was != now
    ]
    return tuple(sorted(rows, key=lambda row: (weight(row.old, row.new), str(row.leaves))))


def meetings(old: Logic, new: Logic, work: Work) -> Both:
    """Return the whole patients, possible in both versions, by what each tells them and where they end in it.

    Who meets no node that differs goes the same way in both, and is left out.
    """
    found: Both = {}
    parted: Until = {name: {} for name in differing(old.graph, new.graph)}
    space = old.space
    if old.graph.start != new.graph.start:
        for was, now, box in _both(old, new, (old.graph.start, new.graph.start), frozenset(), [space.full], work):
            found.setdefault((was, now), []).append(box)
        return found
    for _ in ends(old, [space.full & ~space.unknowns], work, whole=True, until=parted):
        pass
    for name, by_keys in parted.items():
        for keys, boxes in by_keys.items():
            for was, now, box in _both(old, new, (name, name), keys, joined(space, boxes), work):
                found.setdefault((was, now), []).append(box)
    return found


def _both(
    old: Logic, new: Logic, starts: tuple[str, str], keys: frozenset[Key], boxes: Sequence[Box], work: Work
) -> Iterator[tuple[End, End, Box]]:
    """The patients of some boxes from a node on, by what they are told in each version."""
    whole = [box & ~old.space.unknowns for box in boxes]
    before, after = told(old, (starts[0], keys), whole, work), told(new, (starts[1], keys), whole, work)
    for was, some in before.items():
        for now, others in after.items():
            for box in some:
                for other in others:
                    work.spend(1, starts[0])
                    if new.space.admits_in(box & other, old.space):
                        yield was, now, box & other


def differing(old: DecisionGraph, new: DecisionGraph) -> frozenset[str]:
    """Return the ids of the nodes that only one version has, or that lead elsewhere or tell something else."""
    return frozenset(
        name
        for name in {*old.nodes, *new.nodes}
        if name not in old.nodes or name not in new.nodes or _does(old.nodes[name]) != _does(new.nodes[name])
    )


def _does(node: Node) -> object:
    """What of a node matters to a patient."""
    if isinstance(node, Condition):
        return node.ask, node.branches
    return frozenset(given.key for given in node.recommend), node.then, node.silent


def one_to_one(pairs: Sequence[tuple[object, object]]) -> bool:
    """Tell whether each thing on one side goes with one on the other side only, and the other way round."""
    return all(len({pair[side] for pair in pairs}) == len(set(pairs)) for side in (0, 1))


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


def regions(logic: Logic, boxes: Iterable[Box], possible: Possible) -> Iterator[Region]:
    """Yield boxes of whole cases as regions in few words, each as wide as possible patients allow, none twice."""
    space, proof = logic.space, Proof(logic)
    whole = space.full & ~space.unknowns
    inside = joined(space, boxes)
    kept: list[Box] = []
    for box in sorted({_widened(logic, box, inside, possible) for box in inside}, key=lambda b: (-b.bit_count(), b)):
        if any(possible(part) for part in _outside(logic, box, kept)):
            kept.append(box)
    for box in kept:
        fields = {name: box & field for name, field in space.field.items() if box & field != whole & field}
        patient = proof.patient(box, possible=possible)
        sets = {name: set_of(space, name, field) for name, field in fields.items()}
        yield Region(
            {name: values for name, values in sets.items() if values is not None},
            {name: patient[name] for name in fields},
        )


def _widened(logic: Logic, box: Box, inside: Sequence[Box], possible: Possible) -> Box:
    """A box freed of every finding that it can do without: nobody possible comes in who is in none of some boxes."""
    for field in logic.space.field.values():
        wider = box | field & ~logic.space.unknowns
        if not any(possible(part) for part in _outside(logic, wider, inside)):
            box = wider
    return box


def _outside(logic: Logic, box: Box, boxes: Iterable[Box]) -> list[Box]:
    """What of a box lies in none of some boxes."""
    rest = [box]
    for other in boxes:
        rest = [part for some in rest for part in logic.space.minus(some, other)]
    return rest
