"""What nobody reaches, and what everybody answers alike. Only first causes: nothing below what is told already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..diagram.conditions import REFUSED
from ..graph import Condition, Special
from ..regions.logic import Logic
from ..regions.space import Box
from ..results import Issue, Severity
from ..wording import clause_ids, values_text
from .proof import Proof

Steps = tuple[tuple[str, int], ...]
"""Conditions with the branch taken at each."""

MOST_WAYS = 64
"""From how many sides a branch is looked at to say what it contradicts."""
MOST_REASONS = 3
"""How many of these contradictions are told."""


def detect_impossible_everything(proof: Proof) -> Iterator[Issue]:
    """Yield one issue where `impossible` leaves no patient at all; every other proof would hold for nobody."""
    if proof.space.admits(proof.space.full):
        return
    needed = proof.covering([proof.space.full & ~proof.space.unknowns])
    entries = [proof.graph.impossible[n] for n in needed]
    said = "; ".join(clause_ids(entry.clause) + (f" ({entry.because})" if entry.because else "") for entry in entries)
    yield Issue(
        "impossible_everything",
        Severity.ERROR,
        f"`impossible` leaves no patient at all: {said}",
        "delete one of these combinations, or correct it",
        about=needed,
        place=proof.place("impossible", needed[0]) if needed else None,
    )


def detect_unreachable_node(proof: Proof) -> Iterator[Issue]:
    """Yield the nodes that nobody reaches, but none below another one."""
    nodes = proof.graph.nodes
    sources: dict[str, list[str]] = {name: [] for name in nodes}
    for name, node in nodes.items():
        for target in node.targets:
            sources[target].append(name)
    reached = proof.flow.here.keys() | proof.doubted.nodes
    for name in nodes:
        before = list(dict.fromkeys(sources[name]))
        near = [source for source in before if source in reached]
        if name in reached or name == proof.graph.start or (before and not near):
            continue
        if before:
            ways = " and ".join(proof.name(source) for source in near)
            why, help = f"nobody takes the way from {ways}", "see the branch that nobody takes, or delete the node"
        else:
            why, help = "no branch and no `then` leads to it", "lead a branch to it, or delete it"
        yield Issue(
            "unreachable_node",
            Severity.ERROR,
            f"nobody reaches {proof.name(name)}: {why}",
            help,
            node=name,
            about=tuple(near),
            place=proof.place("nodes", name),
        )


def detect_infeasible_branch(proof: Proof) -> Iterator[Issue]:
    """Yield the branches that nobody takes who reaches their condition, with the earlier answer they contradict."""
    for condition in proof.conditions:
        taken = feasible(proof, condition) | proof.doubted.branches.get(condition.id, set())
        for n, branch in enumerate(condition.branches):
            if n in taken:
                continue
            reason, help, about = _contradicted(proof, condition, n)
            yield Issue(
                "infeasible_branch",
                Severity.ERROR,
                f"nobody takes the branch `{branch.test}` of {proof.name(condition.id)}: {reason}",
                help,
                node=condition.id,
                branch=n,
                about=about,
                witness=proof.witness(condition.id, proof.flow.here[condition.id][0]),
                place=proof.place("nodes", condition.id, "branches", n),
            )


def detect_redundant_question(proof: Proof) -> Iterator[Issue]:
    """Yield the conditions where only one answer can occur, and nobody is held up."""
    for condition in proof.conditions:
        unknown = proof.logic.answers(condition.id).unknown
        found = {unknown if answer is None else answer for answer, _ in proof.flow.parts[condition.id]}
        if len(found) != 1 or found & {REFUSED, None}:
            continue
        (n,) = (n for n in found if n is not None)
        test = condition.branches[n].test
        yield Issue(
            "redundant_question",
            Severity.WARNING,
            f"whoever reaches {proof.name(condition.id)} takes the branch `{test}`",
            f"delete this question and go on to {proof.name(condition.branches[n].go)}, or ask it elsewhere",
            node=condition.id,
            branch=n,
            witness=proof.witness(condition.id, proof.flow.here[condition.id][0]),
            place=proof.place("nodes", condition.id),
        )


def feasible(proof: Proof, condition: Condition) -> set[int]:
    """Return the branches of a condition that somebody takes, or would take if it did not overlap."""
    takers = proof.takers(condition)
    if proof.logic.is_plain(condition):
        found = {answer for answer, _ in proof.flow.parts[condition.id] if answer is not None}
    else:
        found = {n for cell in proof.met(condition) for n in takers[cell]}
    unknown = proof.logic.answers(condition.id).unknown
    if unknown is not None and any(answer is None for answer, _ in proof.flow.parts[condition.id]):
        found.add(unknown)
    return found


# ---- why nobody takes a branch


def _contradicted(proof: Proof, condition: Condition, n: int) -> tuple[str, str, tuple[str | int, ...]]:
    """The reason, what to do, and the earlier nodes."""
    found: dict[Steps, tuple[int, ...]] = {}
    for arrival in proof.flow.arrivals[condition.id][:MOST_WAYS]:
        _, way = proof.flow.way(arrival.source, arrival.box)
        way = (*way[:-1], (arrival.source, arrival.branch))
        steps = tuple((node, branch) for node, branch in way if branch is not None)
        steps = _fewest(proof, proof.logic, steps, condition, n)
        found.setdefault(steps, _entries(proof, steps, condition, n))
    if () in found and not found[()]:
        return _never(proof, condition, n)
    reasons = list(dict.fromkeys(_reason(proof, steps, entries) for steps, entries in found.items()))
    more = len(reasons) > MOST_REASONS or len(proof.flow.arrivals[condition.id]) > MOST_WAYS
    about = dict.fromkeys(node for steps in found for node, _ in steps)
    earlier = " or ".join(proof.name(node) for node in list(about)[:MOST_REASONS]) or "`impossible`"
    help = f"delete the branch, or correct {earlier}"
    if not feasible(proof, condition):
        help = "whoever comes here has it unknown: give it a branch for `unknown`, or ask it elsewhere"
    return "; or ".join(reasons[:MOST_REASONS]) + ("; among others" if more else ""), help, tuple(about)


def _never(proof: Proof, condition: Condition, n: int) -> tuple[str, str, tuple[str | int, ...]]:
    """Why a branch could not be taken wherever its condition stood."""
    branch, takers = condition.branches[n], proof.takers(condition)
    if branch.when is Special.OTHERWISE:
        values = values_text(proof.graph, condition, proof.values(condition, range(len(takers))))
        return f"every value has a branch of its own ({values})", "delete it", ()
    if branch.when is Special.UNKNOWN and not any(takers):
        return "no value has a branch, so there is no answer that could be unknown", "give the values branches", ()
    if branch.when is Special.UNKNOWN:
        return "the answer is the same for every value, so it is always known", "delete it, or part the values", ()
    return "its tests can never come out so", "delete it, or correct the tests of this question", ()


def _reason(proof: Proof, steps: Steps, entries: Sequence[int]) -> str:
    said = " and ".join(f"`{proof.graph.condition(node).branches[n].test}` at {proof.name(node)}" for node, n in steps)
    came = f"it contradicts {said}" if said else ""
    barred = [clause_ids(proof.graph.impossible[n].clause) for n in entries]
    nobody = f"no patient has {'; or '.join(barred)}" if barred else ""
    return ", as ".join(part for part in (came, nobody) if part) or "no value is left for it"


def _fewest(proof: Proof, logic: Logic, steps: Steps, condition: Condition, n: int) -> Steps:
    """The earlier answers of a way without which the branch could be taken: none of them can be left out."""
    needed = _linked(proof, steps, condition)
    for step in tuple(needed):
        rest = [other for other in needed if other != step]
        if not _taking(proof, logic, rest, condition, n):
            needed = rest
    return tuple(needed)


def _linked(proof: Proof, steps: Steps, condition: Condition) -> list[tuple[str, int]]:
    """The steps that hang together with a condition by the findings they ask; the others cannot bar its branches."""
    space = proof.space

    def near(name: str) -> set[str]:
        asked = proof.graph.condition(name).findings
        return set(asked).union(*(space.groups.get(finding, ()) for finding in asked))

    asked, linked = near(condition.id), set[str]()
    while new := [node for node, _ in steps if node not in linked and near(node) & asked]:
        linked.update(new)
        asked = asked.union(*map(near, new))
    return [step for step in steps if step[0] in linked]


def _entries(proof: Proof, steps: Steps, condition: Condition, n: int) -> tuple[int, ...]:
    """The combinations of `impossible` that bar a branch after some answers; none where the answers alone do."""
    if not proof.graph.impossible or condition.branches[n].when is Special.UNKNOWN:
        return ()
    everybody = proof.everybody
    boxes = _taking(proof, everybody, steps, condition, n)
    return proof.covering([box & ~proof.space.unknowns for box in boxes])


def _taking(proof: Proof, logic: Logic, steps: Sequence[tuple[str, int]], condition: Condition, n: int) -> list[Box]:
    """Those who answer so, and could take a branch then."""
    boxes = [proof.space.full if logic is proof.logic else proof.space.full & ~proof.space.unknowns]
    for node, branch in steps:
        unknown = logic.answers(node).unknown
        parts = [part for box in boxes for part in logic.split(box, node)]
        boxes = [box for answer, box in parts if (unknown if answer is None else answer) == branch]
        boxes = [box for box in boxes if logic.space.admits(box)]
    parts = [part for box in boxes for part in logic.split(box, condition.id)]
    parts = [(answer, box) for answer, box in parts if logic.space.admits(box)]
    if condition.branches[n].when is Special.UNKNOWN:
        return [box for answer, box in parts if answer is None]
    takers = proof.takers(condition)
    met = [found for answer, box in parts if answer is not None for found in logic.met(condition, box)]
    return [box for cell, box, _ in met if n in takers[cell]]
