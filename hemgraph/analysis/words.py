"""Words that are defined and never used: often a name that was mistyped somewhere else."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from ..graph import Action, Condition, DecisionGraph
from ..results import Issue, Severity
from ..wording import clause_ids, property_text
from .doses import texts_of
from .proof import Proof

Used = Mapping[str, frozenset[str]]
"""The words that are used, by section of the file."""

_KINDS = {
    "findings": "finding",
    "interventions": "intervention",
    "sources": "source",
    "claims": "claim",
    "conflicts": "conflict",
    "abbreviations": "abbreviation",
}


def used_words(graphs: Iterable[DecisionGraph]) -> Used:
    """Return the words that some of these graphs use."""
    found: dict[str, set[str]] = {section: set() for section in _KINDS}
    for graph in graphs:
        for section, names in _used(graph).items():
            found[section] |= names
    return {section: frozenset(names) for section, names in found.items()}


def _used(graph: DecisionGraph) -> dict[str, set[str]]:
    actions = [node for node in graph.nodes.values() if isinstance(node, Action)]
    given = [r for action in actions for r in action.recommend]
    claims = {claim for node in graph.nodes.values() for claim in node.all_cites}
    interventions = {r.intervention for r in given}
    conflicts = {
        conflict.id
        for conflict in graph.conflicts.values()
        if any(r.disputed == conflict.id for r in given)
        or interventions & set(conflict.about)
        or claims & {claim for claims in conflict.positions.values() for claim in claims}
    }
    held = [graph.conflicts[name] for name in conflicts]
    claims |= {claim for conflict in held for position in conflict.positions.values() for claim in position}
    clauses = [entry.clause for entry in graph.impossible] + [p.when for p in graph.properties] + [c.when for c in held]
    findings = {test.finding for clause in clauses for test in clause}
    findings |= {f for node in graph.nodes.values() if isinstance(node, Condition) for f in node.findings}
    text = texts_of(graph)
    return {
        "findings": findings,
        "interventions": interventions
        | {p.intervention for p in graph.properties}
        | {i for c in held for i in c.about},
        "sources": {graph.claims[claim].source for claim in claims},
        "claims": claims,
        "conflicts": conflicts,
        "abbreviations": {a for a in graph.abbreviations if re.search(rf"(?<!\w){re.escape(a)}(?!\w)", text)},
    }


def detect_empty_property(proof: Proof) -> Iterator[Issue]:
    """Yield the properties about nobody: no patient is in their `when`, so they promise nothing."""
    for n, claim in enumerate(proof.graph.properties):
        if proof.space.admits(proof.space.full) and not any(map(proof.space.admits, proof.logic.certain(claim.when))):
            yield Issue(
                "unused",
                Severity.WARNING,
                f"the property `{property_text(claim)}` is about nobody: no patient has {clause_ids(claim.when)}",
                "correct its `when`, or delete it",
                about=("properties", n),
                place=proof.place("properties", n),
            )


def detect_unused(proof: Proof, used: Used) -> Iterator[Issue]:
    """Yield the words of the graph's own file that it does not use, and those of each include that no graph given uses.

    The words of an include come as one issue, for it may be made for more graphs than are looked at.
    """
    graph, own = proof.graph, _used(proof.graph)
    start = graph.places.get(("nodes", graph.start))
    shared: dict[str, list[str]] = {}
    defined: Mapping[str, Mapping[str, object]] = {section: getattr(graph, section) for section in _KINDS}
    for section, names in defined.items():
        for name in names:
            place = graph.places.get((section, name))
            if place is None or start is None or place.file == start.file:
                if name not in own[section]:
                    yield Issue(
                        "unused",
                        Severity.WARNING,
                        f"the {_KINDS[section]} `{name}` is defined and never used",
                        "use it, or delete it",
                        about=(section, name),
                        place=place,
                    )
            elif name not in used[section]:
                shared.setdefault(place.file, []).append(f"`{name}`")
    for file, words in shared.items():
        shown = ", ".join(words[:6]) + (f" and {len(words) - 6} more" if len(words) > 6 else "")
        yield Issue(
            "unused",
            Severity.WARNING,
            f"{len(words)} {'word' if len(words) == 1 else 'words'} of `{Path(file).name}` "
            f"{'is' if len(words) == 1 else 'are'} used by no graph that is checked here: {shown}",
            "check all graphs that include it together, or delete what none of them uses",
            about=("include", Path(file).name),
        )
