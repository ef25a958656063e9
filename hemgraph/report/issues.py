"""A review as text, for who has to mend the graph: errors first, each with its place, its patient and the way there."""

from __future__ import annotations

import re
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
    yield from map(strong, hang(f"{graph.id} {graph.version}: {review.counts}", ""))
    for line in _verdict(review):
        yield from hang(line, "  ")
    for number, issue in review.numbered:
        yield ""
        yield from _issue(graph, issue, number, strong)


def _verdict(review: Review) -> Iterator[str]:
    """What holds for every patient, what waits, and what was not decided."""
    faulty = {issue.code for issue in review.issues if issue.severity is Severity.ERROR}
    if "impossible_everything" in faulty:
        yield "Nothing is proved: there is no patient."
        return
    silent = {"unreachable_node", "infeasible_branch"} if "overlap" in faulty else set[str]()
    silent |= {issue.code for issue in review.issues if issue.code == "overlap"}  # a warning belies the word too
    left = [code for code in _PROOFS if code not in faulty | silent and code not in review.undecided]
    held = [f"no {_WORDS[code]}" for code in left]
    count = len(review.graph.properties)
    held += [f"{len(review.proved)} of {count} {'property' if count == 1 else 'properties'}"] if count else []
    whom = "every patient who gets an answer" if faulty & {"gap", "overlap"} else "every patient"
    yield f"Proved for {whom}: {', '.join(held)}." if held else "Nothing is proved."
    if review.waiting:
        count = len(review.waiting)
        left_over = "property waits" if count == 1 else "properties wait"
        yield f"{count} {left_over} until the gaps and overlaps are mended."
    if codes := [what for what in review.undecided if isinstance(what, str)]:
        yield f"NOT DECIDED within the budget: {', '.join(codes)}."
    for what in review.undecided:
        if not isinstance(what, str):
            yield f"NOT DECIDED within the budget: the property {property_text(what)}."


def _issue(graph: DecisionGraph, issue: Issue, number: int, strong: Strong) -> Iterator[str]:
    at = f"  {_shown(issue.place)}" if issue.place else ""
    left = " " * len(f"{number}. ")
    yield strong(f"{number}. {issue.severity} {issue.code}") + at
    yield from _kept(issue.message, left)
    yield from _kept(f"help: {issue.help}", left)
    if issue.witness:
        comes = " who comes here" if issue.code in ("infeasible_branch", "redundant_question") else ""
        yield from hang(patient_text(graph, issue.witness), f"{left}patient{comes}: ", f"{left}  ")
        yield from hang(way_text(graph, issue.witness), f"{left}boxes on the way: ", f"{left}  ")


def _kept(text: str, left: str) -> Iterator[str]:
    """Lines of a text in which no short piece between backticks is broken."""
    whole = re.sub("`[^`]{1,30}`", lambda match: match[0].replace(" ", "\u00a0"), text)
    return (line.replace("\u00a0", " ") for line in hang(whole, left))


def _shown(place: Place) -> str:
    """A place, from here where it lies below."""
    path = Path(place.file)
    here = path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path
    return str(Place(str(here), place.line, place.column))
