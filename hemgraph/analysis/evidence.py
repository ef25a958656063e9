"""What recommendations rest on: disputes that are not marked, and what cites nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ..graph import Action, Condition, Conflict, Recommendation
from ..results import Issue, Severity
from ..wording import clause_ids
from .proof import Proof


def detect_unmarked_dispute(proof: Proof) -> Iterator[Issue]:
    """Yield the recommendations that sources disagree on for somebody who gets them, where `disputed` does not say so.

    Only conflicts of the kind *conflict* count; a graph whose claims come from one source disputes nothing.
    """
    if len(proof.graph.cited_sources) < 2:
        return
    for conflict in proof.graph.conflicts.values():
        if conflict.kind != "conflict":
            continue
        near = [
            (node, given)
            for node in proof.actions
            for given in node.recommend
            if given.intervention in conflict.about and given.disputed != conflict.id
        ]
        yield from _unmarked(proof, conflict, list(dict.fromkeys(near)))


def _unmarked(proof: Proof, conflict: Conflict, near: list[tuple[Action, Recommendation]]) -> Iterator[Issue]:
    within = 0
    for node, _ in near:
        within |= proof.logic.before[node.id]
    concerned = proof.logic.certain(conflict.when)
    flow = proof.walks({proof.graph.start: concerned}, within=within) if near else proof.flow
    for node, given in near:
        if node.id in flow.here:
            when = f", for patients with {clause_ids(conflict.when)}" if conflict.when else ""
            yield Issue(
                "unmarked_dispute",
                Severity.WARNING,
                f"{proof.name(node.id)} says {given.stance} `{given.intervention}`, on which sources disagree{when}",
                _marking(conflict, given),
                node=node.id,
                about=(given.intervention, conflict.id),
                witness=proof.witness(node.id, flow.here[node.id][0], after=flow),
                place=proof.place("nodes", node.id),
            )


def _marking(conflict: Conflict, given: Recommendation) -> str:
    if given.disputed:
        one = f"it names `{given.disputed}`, and can name one conflict"
        return f"{one}: join `{conflict.id}` with that, or give one of them the `when` that it holds for"
    other = "or correct the path that brings these patients here, or give the conflict the `when` that it holds for"
    return f"add `disputed: {conflict.id}` to this recommendation, {other}"


def detect_uncited(proof: Proof) -> Iterator[Issue]:
    """Yield the recommendations and conditions that cite no claim; what a silent leaf says is the graph's own."""
    if not proof.graph.claims:
        yield Issue(
            "uncited",
            Severity.WARNING,
            "nothing in this graph cites a source",
            "write `sources` and `claims`, and cite them",
        )
        return
    for node in proof.graph.nodes.values():
        silent = isinstance(node, Action) and node.silent
        if isinstance(node, Condition) and not node.cites:
            yield _uncited(proof, node.id, "cites no claim", ())
        for given in node.recommend if isinstance(node, Action) and not silent else ():
            if not given.cites:
                said = f"{given.stance} `{given.intervention}`"
                yield _uncited(proof, node.id, f"says {said} and cites no claim", (given.intervention,))


def _uncited(proof: Proof, node: str, what: str, about: tuple[str, ...]) -> Issue:
    return Issue(
        "uncited",
        Severity.WARNING,
        f"{proof.name(node)} {what}",
        "add `cites: [source.claim]`",
        node=node,
        about=about,
        place=proof.place("nodes", node),
    )


def detect_review_overdue(proof: Proof, today: date) -> Iterator[Issue]:
    """Yield one issue where the day to review the graph by has passed."""
    by = proof.graph.review_by
    if by is not None and today > by:
        days = (today - by).days
        yield Issue(
            "review_overdue",
            Severity.WARNING,
            f"the graph was to be reviewed by {by}, {days} day{'' if days == 1 else 's'} ago",
            "review it, then set `date` and `review_by`",
        )


def detect_lapsed_approval(proof: Proof) -> Iterator[Issue]:
    """Yield the nodes that were changed after they were approved, or whose approval is not in the lock of the graph."""
    for name, node in proof.graph.nodes.items():
        if name in proof.graph.lapsed:
            who = f" by {node.approved_by}" if node.approved_by else ""
            what = f"`{name}` is not what was approved{who}, or that is not locked"
            help = "have it approved again, date it anew in approved_on, and run `hemgraph lock`"
            place = proof.graph.places.get(("nodes", name))
            yield Issue("lapsed-approval", Severity.WARNING, what, help, node=name, place=place)
