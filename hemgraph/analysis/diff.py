"""The difference of two versions: in patients, in the file, and in what its version number has to say."""

from __future__ import annotations

from ..errors import NotDecided
from ..graph import DecisionGraph
from ..regions.ends import ends
from ..regions.flow import MORE, MOST_BOXES, Flow, Work, joined
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Answer, Changed, Difference, Part, Region
from ..values.domains import Value
from .changes import Comes
from .joint import joint
from .meaning import answer_of, cells, changes, differing, meetings, one_to_one, regions
from .proof import Proof
from .structure import structure

MOST_TRIED = 200
"""How many regions with something unknown are looked at by one case each before it is not decided."""


Walked = tuple[Answer | None, object]
"""What a walk tells and the box where it ends; or None, and the question where it stops."""


def versions(old: DecisionGraph, new: DecisionGraph) -> tuple[Logic, Logic]:
    """Return the logic of two versions over the same findings and cells."""
    was, now = joint(old, new)
    return Logic(was, beside=[now]), Logic(now, beside=[was])


def diff(
    old: DecisionGraph,
    new: DecisionGraph,
    logics: tuple[Logic, Logic],
    comes: tuple[Comes, Comes],
    budget: int = MOST_BOXES,
) -> Difference:
    """Return what differs between two versions.

    `logics` are those of `versions`, and `comes` tell what a case comes to in each. Raises NotDecided where the budget
    does not reach.
    """
    before, after = logics
    both = meetings(before, after, Work(budget, MORE))
    found = changes(before, after, both)
    admitted, excluded = _only(after, before), _only(before, after)
    unknowns, decided = None, True
    if not found and (admitted or excluded or differing(before.graph, after.graph)):
        try:
            unknowns, decided = _unknowns(logics, comes, Work(budget, MORE))
        except NotDecided:
            decided = False
    differs = bool(found or admitted or excluded) or unknowns is not None
    parts = structure(before, after, old, new)
    return Difference(
        old=old,
        new=new,
        equivalent=False if differs else True if decided else None,
        changes=found,
        admitted=admitted,
        excluded=excluded,
        unknowns=unknowns,
        structure=parts,
        needs=_needs(old, new, found, admitted, bool(excluded) or unknowns is not None),
        raised=_raised(old.version, new.version),
        cells=cells(after, [after.space.full]),
    )


def _only(here: Logic, there: Logic) -> tuple[Region, ...]:
    """The patients that one version allows and the other does not."""
    boxes = [box & ~here.space.unknowns for box in there.space.impossible]
    possible = [box for box in boxes if here.space.admits(box)]
    return tuple(regions(here, possible, here.space.admits))


def _unknowns(
    logics: tuple[Logic, Logic], comes: tuple[Comes, Comes], work: Work
) -> tuple[dict[str, Value] | None, bool]:
    """A case with something unknown of which two versions say different things; and whether that was decided.

    They agree on every whole patient. So they agree on a case, too, whose walks end alike. Where their ends are one to
    one, they also agree where both stop at the same question, and where nobody who knows more takes a branch for
    unknown: for a trace that goes on past an unknown needs one end. Of the others one case each is tried.
    """
    before, after = (_walks(logic, work) for logic in logics)
    met: dict[tuple[Walked, Walked], list[Box]] = {}
    for was, boxes in before.items():
        for now, others in after.items():
            for box in (one & other for one in boxes for other in others):
                work.spend(1, "")
                if all(logic.space.admits(box) for logic in logics):
                    met.setdefault((was, now), []).append(box)
    alike = one_to_one([(was[1], now[1]) for was, now in met if was[0] and now[0]])
    tried = 0
    for (was, now), boxes in met.items():
        if was[0] == now[0] and (was[0] or (alike and was[1] == now[1])):
            continue
        for box in boxes:
            if alike and not any(_takes_unknown(logic, box, work) for logic in logics):
                continue
            point = _case(logics, box)
            if point and _said(logics[0], comes[0], point) != _said(logics[1], comes[1], point):
                return Proof(logics[1]).patient(point), True
            tried += 1
            if tried > MOST_TRIED:
                return None, False
    return None, tried == 0


def _walks(logic: Logic, work: Work) -> dict[Walked, list[Box]]:
    """What the walks of all cases come to, unknowns included."""
    stopped: list[tuple[str, Box]] = []
    found: dict[Walked, list[Box]] = {}
    for end, box in ends(logic, [logic.space.full], work, whole=True, stopped=stopped):
        found.setdefault((answer_of(logic, end), end[0] if end else None), []).append(box)
    for node, box in stopped:
        found.setdefault((None, logic.graph.condition(node).ask), []).append(box)
    return {walked: joined(logic.space, boxes) for walked, boxes in found.items()}


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


def _needs(
    old: DecisionGraph,
    new: DecisionGraph,
    found: tuple[Changed, ...],
    admitted: tuple[Region, ...],
    lost: bool,
) -> Part:
    """Which number has to rise: some case gets another answer or loses one; one gets its first; only words."""
    if lost or any(row.old[0] == "recommended" or row.new[0] != "recommended" for row in found):
        return "major"
    if found or admitted:
        return "minor"
    return "none" if old.sha256 == new.sha256 else "patch"


def _raised(old: str, new: str) -> Part:
    """Which number of a version rose first."""
    before, after = ([int(part) for part in text.split("+")[0].split("-")[0].split(".")] for text in (old, new))
    names: tuple[Part, Part, Part] = ("major", "minor", "patch")
    for name, was, now in zip(names, before, after, strict=True):
        if now != was:
            return name if now > was else "none"
    return "none"
