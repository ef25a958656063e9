"""What patients are told along a path: no do against avoid, and every property holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..diagram.conditions import REFUSED
from ..graph import Action, Property, Stance
from ..regions.flow import Flow
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Issue, Severity
from ..wording import clause_ids, property_text
from .proof import Proof


@dataclass(frozen=True)
class Clash:
    """Two actions that say different things of one intervention; `first` comes first, or is the same."""

    first: str
    second: str
    intervention: str
    stances: tuple[Stance, Stance]

    @property
    def is_error(self) -> bool:
        """Whether one of the two says avoid."""
        return Stance.AVOID in self.stances


def clashes(logic: Logic) -> list[Clash]:
    """Return the pairs of actions that clash if one path passes both, in the order of the nodes."""
    said: dict[str, list[tuple[str, Stance]]] = {}
    actions = [node for name in logic.order if isinstance(node := logic.graph.nodes[name], Action)]
    for action in actions:
        for given in action.recommend:
            said.setdefault(given.intervention, []).append((action.id, given.stance))
    found = []
    for intervention, all_said in said.items():
        for n, (first, one) in enumerate(all_said):
            for second, other in all_said[n:]:
                if one is not other and logic.before[second] >> logic.position[first] & 1:
                    found.append(Clash(first, second, intervention, (one, other)))
    return list(dict.fromkeys(found))


def passing(proof: Proof, logic: Logic, flow: Flow, first: str, seconds: set[str], keep: Box = 0) -> Flow:
    """Return how those who reach one action go on towards some others."""
    towards = 0
    for second in seconds:
        towards |= logic.before[second]
    return proof.walks({first: flow.here[first]}, within=towards, logic=logic, keep=keep)


def detect_stance_conflict(proof: Proof) -> Iterator[Issue]:
    """Yield where one patient is told to do and to avoid one thing; do against consider is a warning."""
    found = [clash for clash in clashes(proof.logic) if clash.first in proof.flow.here]
    for first in dict.fromkeys(clash.first for clash in found):
        near = [clash for clash in found if clash.first == first]
        flow = passing(proof, proof.logic, proof.flow, first, {clash.second for clash in near})
        for clash in near:
            if clash.second in flow.here:
                yield _clash(proof, clash, flow)


def _clash(proof: Proof, clash: Clash, flow: Flow) -> Issue:
    one, other = clash.stances
    at = proof.name(clash.first), proof.name(clash.second)
    here = f"{at[0]} says both {one} and {other} of" if clash.first == clash.second else ""
    both = here or f"one path passes {at[0]}, which says {one}, and {at[1]}, which says {other}, of"
    return Issue(
        "stance_conflict",
        Severity.ERROR if clash.is_error else Severity.WARNING,
        f"{both} `{clash.intervention}`",
        "one patient cannot be told both: part the path before, or take one of them out"
        if clash.is_error
        else "say which of the two is meant",
        node=clash.second,
        about=(clash.first, clash.intervention),
        witness=proof.witness(clash.second, flow.here[clash.second][0], after=flow),
        place=proof.place("nodes", clash.second),
    )


def tellers(proof: Proof, claim: Property) -> set[str]:
    """Return the actions that say just what a property is about."""
    return {
        node.id
        for node in proof.graph.nodes.values()
        if isinstance(node, Action)
        and any((r.stance, r.intervention) == (claim.stance, claim.intervention) for r in node.recommend)
    }


def counter(proof: Proof, claim: Property, logic: Logic, keep: Box = 0) -> tuple[Flow, list[str]]:
    """Return the walks of those in a property's `when`, and the nodes where they break it.

    `never` is broken at an action that says it, `always` at a leaf that is reached past all that say it. Without
    `impossible` only whole patients walk.
    """
    said = tellers(proof, claim)
    within = 0
    if claim.always:
        within = ~sum(1 << logic.position[name] for name in said)
        broken = [leaf.id for leaf in proof.graph.leaves]
    else:
        for name in said:
            within |= logic.before[name]
        broken = [name for name in logic.order if name in said]
    begin = logic.certain(claim.when)
    if logic is not proof.logic:
        begin = tuple(box & ~proof.space.unknowns for box in begin)
    flow = proof.walks({proof.graph.start: begin}, within=within, logic=logic, keep=keep)
    return flow, [name for name in broken if name in flow.here]


def standing(proof: Proof, n: int) -> tuple[Flow, list[str]]:
    """Return `counter` of a property, by position, for those whom `impossible` allows; found once."""
    if n not in proof.standing:
        proof.standing[n] = counter(proof, proof.graph.properties[n], proof.logic)
    return proof.standing[n]


def is_settled(proof: Proof, n: int) -> bool:
    """Tell whether nobody in a property's `when` is refused on a way that counts: of him it says nothing yet."""
    flow, _ = standing(proof, n)
    return not any(answer == REFUSED for parts in flow.parts.values() for answer, _ in parts)


def detect_property_violated(proof: Proof, n: int) -> Iterator[Issue]:
    """Yield one issue where a property, by position, does not hold for somebody who gets an answer."""
    claim = proof.graph.properties[n]
    flow, broken = standing(proof, n)
    if not broken:
        return
    node = broken[0]
    what = f"{claim.stance} `{claim.intervention}`"
    when = f"a patient with {clause_ids(claim.when)}" if claim.when else "a patient"
    shown = "ends at {} and was not told to" if claim.always else "is told at {} to"
    more = f", and so at {len(broken) - 1} more" if len(broken) > 1 else ""
    because = f": {claim.because}" if claim.because else ""
    yield Issue(
        "property_violated",
        Severity.ERROR,
        f"{when} {shown.format(proof.name(node))} {what}{more}, against the property `{property_text(claim)}`{because}",
        "correct the path of this patient, or the property",
        node=node,
        about=(n,),
        witness=proof.witness(node, flow.here[node][0], after=flow),
        place=proof.place("properties", n),
    )
