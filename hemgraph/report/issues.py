"""A review as text, for who has to mend the graph: errors first, each with its place, its patient and the way there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..errors import Place
from ..graph import DecisionGraph
from ..results import Issue, Review, Severity
from ..wording import patient_text, property_text, way_text
from .text import Strong, hang

_PROOFS = ("gap", "overlap", "unreachable_node", "infeasible_branch", "stance_conflict")
_WORDS = {
    "gap": "gap",
    "overlap": "overlap",
    "unreachable_node": "node that nobody reaches",
    "infeasible_branch": "branch that nobody takes",
    "stance_conflict": "do against avoid",
}


def review_text(review: Review, strong: Strong = str) -> str:
    """Return a review as lines of at most 80 columns."""
    return "\n".join(_lines(review, strong)) + "\n"


def _lines(review: Review, strong: Strong) -> Iterator[str]:
    graph = review.graph
    counts = ", ".join(counted(review.count(severity), severity) for severity in Severity)
    yield from map(strong, hang(f"{graph.id} {graph.version}: {counts}", ""))
    yield from hang(_proved(review), "  ")
    for what in review.undecided:
        said = f"property {property_text(what)}" if not isinstance(what, str) else what
        yield from hang(f"NOT DECIDED within the budget: {said}", "  ")
    for number, issue in review.numbered:
        yield ""
        yield from _issue(graph, issue, number, strong)


def counted(count: int, severity: Severity) -> str:
    """Return a count with its word.

    >>> counted(0, Severity.ERROR), counted(1, Severity.NOTE)
    ('0 errors', '1 note')
    """
    return f"{count} {severity}{'' if count == 1 else 's'}"


def _proved(review: Review) -> str:
    """What holds for every patient."""
    faulty = {issue.code for issue in review.issues if issue.severity is Severity.ERROR}
    if "impossible_everything" in faulty:
        return "Nothing is proved: there is no patient."
    held = [f"no {_WORDS[code]}" for code in _PROOFS if code not in faulty and code not in review.undecided]
    count = len(review.graph.properties)
    held += [f"{len(review.proved)} of {count} {'property' if count == 1 else 'properties'}"] if count else []
    return f"Proved for every patient: {', '.join(held)}." if held else "Nothing is proved."


def _issue(graph: DecisionGraph, issue: Issue, number: int, strong: Strong) -> Iterator[str]:
    at = f"  {_shown(issue.place)}" if issue.place else ""
    yield strong(f"{number}. {issue.severity} {issue.code}") + at
    yield from hang(issue.message, "   ")
    yield from hang(f"help: {issue.help}", "   ")
    if issue.witness:
        yield from hang(patient_text(graph, issue.witness), "   patient: ", "     ")
        yield from hang(way_text(graph, issue.witness), "   path: ", "     ")


def _shown(place: Place) -> str:
    """A place, from here where it lies below."""
    path = Path(place.file)
    here = path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path
    return str(Place(str(here), place.line, place.column))
