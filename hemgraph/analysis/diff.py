"""The difference of two versions: in patients, in the file, and in what its version number has to say."""

from __future__ import annotations

from ..graph import DecisionGraph
from ..regions.flow import MOST_BOXES, Work
from ..regions.logic import Logic
from ..results import Changed, Difference, Part, Region
from .changes import Comes
from .doubts import unknowns_apart
from .joint import joint
from .meaning import MOST_WIDENED, cells, changes, regions
from .structure import structure


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
    found, undecided = changes(logics, comes, budget)
    admitted, excluded = _only(after, before), _only(before, after)
    unknowns, decided = None, not undecided
    if not found and decided:
        unknowns, decided = unknowns_apart(logics, comes, budget)
    parts = structure(before, after, old, new)
    differs = bool(found or admitted or excluded or parts.lost or parts.gained) or unknowns is not None
    return Difference(
        old=old,
        new=new,
        equivalent=False if differs else True if decided else None,
        changes=found,
        admitted=admitted,
        excluded=excluded,
        unknowns=unknowns,
        structure=parts,
        needs=_needs(
            found,
            won=bool(admitted or parts.gained),
            lost=bool(excluded or parts.lost) or unknowns is not None,
            words=old.sha256 != new.sha256,
        ),
        raised=_raised(old.version, new.version),
        cells=cells(after, [after.space.full]),
        undecided=undecided,
    )


def _only(here: Logic, there: Logic) -> tuple[Region, ...]:
    """The patients that one version allows and the other does not."""
    boxes = [box & ~here.space.unknowns for box in there.space.impossible]
    possible = [box for box in boxes if here.space.admits(box)]
    return tuple(regions(here, possible, here.space.admits, Work(MOST_WIDENED)))


def _needs(found: tuple[Changed, ...], *, won: bool, lost: bool, words: bool) -> Part:
    """Which number has to rise: some case gets another answer or loses one; one gets its first; only words."""
    if lost or any(_loses(row) for row in found):
        return "major"
    if found or won:
        return "minor"
    return "patch" if words else "none"


def _loses(row: Changed) -> bool:
    """Whether some patient gets another answer, or none any more; where not all are listed it is taken to be so."""
    if row.about is not None:
        return row.about != "refused" or row.newly
    return row.old[0] == "recommended" or row.new[0] != "recommended"


def _raised(old: str, new: str) -> Part:
    """Which number of a version rose first."""
    before, after = ([int(part) for part in text.split("+")[0].split("-")[0].split(".")] for text in (old, new))
    names: tuple[Part, Part, Part] = ("major", "minor", "patch")
    for name, was, now in zip(names, before, after, strict=True):
        if now != was:
            return name if now > was else "none"
    return "none"
