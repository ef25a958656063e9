"""Which proofs rest on `impossible`: a wrong combination there would hide a real fault."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..regions.space import Box
from ..results import Issue, Severity
from ..wording import clause_ids, property_text, values_text
from .promises import Clash, clashes, counter, passing, standing
from .proof import Cells, Proof, cells_met, conditions


def detect_complete_only_because(proof: Proof) -> Iterator[Issue]:
    """Yield the proofs that would fail if every combination of values were a patient, with what they rest on.

    Whole patients are looked at. What already fails is not told again.
    """
    if not proof.graph.impossible:
        return
    space, logic = proof.space, proof.everybody
    keep = 0
    for name in space.groups:
        keep |= space.field[name]
    uneven = [node for node in conditions(proof.graph) if not logic.is_plain(node)]
    found = [clash for clash in clashes(logic) if clash.is_error]
    within = 0
    for name in (*(node.id for node in uneven), *(clash.second for clash in found)):
        within |= logic.before[name]
    everybody = [space.full & ~space.unknowns] if within else []
    flow = proof.walks({proof.graph.start: everybody}, logic=logic, keep=keep, within=within)
    yield from _conditions(proof, {node.id: cells_met(logic, flow, node) for node in uneven})

    found = [clash for clash in found if clash.first in flow.here]
    for first in dict.fromkeys(clash.first for clash in found):
        near = [clash for clash in found if clash.first == first]
        on = passing(proof, logic, flow, first, {clash.second for clash in near}, keep)
        for clash in near:
            needed = _needed(proof, on.here.get(clash.second, ()))
            if needed and not _is_told(proof, clash):
                at = f"{proof.name(clash.first)} and {proof.name(clash.second)}"
                what = f"nobody is told of `{clash.intervention}` both {' and '.join(clash.stances)}, at {at}"
                about: tuple[str | int, ...] = ("stance_conflict", clash.first, clash.intervention, *needed)
                yield _issue(proof, what, needed, clash.second, about)

    for n, claim in enumerate(proof.graph.properties):
        walks, broken = counter(proof, claim, logic, keep)
        boxes = [arrival.box & ~space.unknowns for name in broken for arrival in walks.arrivals[name]]
        needed = _needed(proof, boxes)
        if needed and not standing(proof, n)[1]:
            what = f"the property `{property_text(claim)}` holds"
            yield _issue(proof, what, needed, None, ("property_violated", n, *needed))


def _conditions(proof: Proof, met: dict[str, Cells]) -> Iterator[Issue]:
    for name in proof.graph.nodes:
        if name not in met:
            continue
        condition = proof.graph.condition(name)
        takers = proof.takers(condition)
        faults = (
            ("gap", "has no branch for {}, and needs none", [c for c in met[name] if not takers[c]]),
            (
                "overlap",
                "has two branches for {}, which nobody meets",
                [c for c in met[name] if proof.is_split(condition, takers[c])],
            ),
        )
        for code, holds, cells in faults:
            known = proof.met(condition) if name in proof.flow.here else {}
            new = [cell for cell in cells if cell not in known]
            needed = _needed(proof, [meeting.cases for cell in new for meeting in met[name][cell]])
            if needed:
                said = values_text(proof.graph, condition, proof.values(condition, new))
                yield _issue(proof, f"{proof.name(name)} {holds.format(said)}", needed, name, (code, *needed))


def _is_told(proof: Proof, clash: Clash) -> bool:
    """Whether somebody with an unknown runs into a clash; then it is told as that."""
    if clash.first not in proof.flow.here:
        return False
    return clash.second in passing(proof, proof.logic, proof.flow, clash.first, {clash.second}).here


def _needed(proof: Proof, boxes: Iterable[Box]) -> tuple[int, ...]:
    """The combinations that bar some cases; none where some of them are possible, for then the fault is real."""
    whole = [box & ~proof.space.unknowns for box in boxes]
    whole = [box for box in whole if not proof.space.is_void(box)]
    return () if any(proof.space.admits(box) for box in whole) else proof.covering(whole)


def _issue(proof: Proof, what: str, needed: tuple[int, ...], node: str | None, about: tuple[str | int, ...]) -> Issue:
    entries = [proof.graph.impossible[n] for n in needed]
    said = "; and ".join(
        clause_ids(entry.clause) + (f" ({entry.because})" if entry.because else "") for entry in entries
    )
    return Issue(
        "complete_only_because",
        Severity.WARNING,
        f"{what} only because no patient has {said}",
        "make sure that no patient can have this; a wrong combination would hide a fault here",
        node=node,
        about=about,
        place=proof.place("impossible", needed[0]),
    )
