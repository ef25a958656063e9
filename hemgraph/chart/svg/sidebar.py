"""The list beside a chart: its issues with their patients, or what no case takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ...graph import DecisionGraph
from ...results import Coverage, Failed, Issue, Review, Severity
from ...values.domains import Value
from ...wording import patient_text, property_text, way_text
from ..model.data import Data
from ..model.text import check_characters, wrap
from ..model.theme import Theme
from .overlay import Alteration
from .shapes import SIGN, face, sign_mark, text_element

ACROSS = 330.0
"""How wide the list is, in points."""


@dataclass(frozen=True)
class Entry:
    """One row of the list: a sign or none, a heading, and texts below it.

    `node` and `branch` are where it is, `findings` a patient who shows it; where he is not `whole`, what they leave out
    is unknown, else it may be anything.
    """

    heading: str
    texts: tuple[str, ...]
    mark: str = ""
    kind: Severity | Alteration = Severity.NOTE
    node: str | None = None
    branch: int | None = None
    findings: Mapping[str, Value] | None = None
    whole: bool = True


def review_entries(review: Review) -> tuple[Entry, ...]:
    """Return a review as rows: how many issues there are, each issue, what was not decided."""
    held = f"{len(review.proved)} of {len(review.graph.properties)} properties proved"
    rows = [Entry(f"Check: {review.counts}", (held,) if review.graph.properties else ())]
    rows += [_issue(review.graph, number, issue) for number, issue in review.numbered]
    if review.undecided:
        rows.append(Entry("Not decided within the budget", tuple(map(_named, review.undecided))))
    return tuple(rows)


def _named(what: object) -> str:
    return what if isinstance(what, str) else property_text(what)  # type: ignore[arg-type]


def _issue(graph: DecisionGraph, number: int, issue: Issue) -> Entry:
    texts = [issue.message, f"Help: {issue.help}"]
    if issue.witness:
        texts += [
            f"Patient: {patient_text(graph, issue.witness)}",
            f"Boxes on the way: {way_text(graph, issue.witness)}",
        ]
    patient = issue.witness.case.findings if issue.witness else None
    heading, at = f"{issue.severity} {issue.code}", (issue.node, issue.branch)
    return Entry(heading, tuple(texts), str(number), issue.severity, *at, patient)


def coverage_entries(graph: DecisionGraph, coverage: Coverage) -> tuple[Entry, ...]:
    """Return what the cases of a bank take, and each branch and box that none of them does."""
    nodes, branches = coverage.nodes - len(coverage.unseen_nodes), coverage.branches - len(coverage.unseen_branches)
    rows = [Entry("Coverage", (f"boxes {nodes} of {coverage.nodes}, branches {branches} of {coverage.branches}",))]
    rows += [_failed(failed) for failed in coverage.failed]
    missed = [missed_text(graph, *branch) for branch in coverage.unseen_branches]
    rows += [Entry("No case takes", tuple(missed))] if missed else []
    return tuple(rows)


def _failed(failed: Failed) -> Entry:
    lines = tuple(line.strip() for miss in failed.misses for line in miss.splitlines())
    return Entry(f"Case {failed.id} failed", lines, findings=failed.findings)


def missed_text(graph: DecisionGraph, name: str, n: int) -> str:
    """Return a branch that no case takes: its box, its test, and where it leads."""
    branch = graph.condition(name).branches[n]
    return f"Box {graph.boxes[name]}: `{branch.test}`, to box {graph.boxes[branch.go]}"


def aside(entries: Iterable[Entry], theme: Theme) -> tuple[str, float]:
    """Return the list as SVG elements that start at 0, 0, and its height."""
    drawn, y = list[str](), 0.0
    for entry in entries:
        left = SIGN + 6 if entry.mark else 0.0
        if entry.mark:
            drawn.append(sign_mark(entry.mark, entry.kind, SIGN / 2, y + 6, theme))
        check_characters(entry.heading, "the list")
        for row in wrap(entry.heading, ACROSS - left, 9, bold=True):
            drawn.append(text_element((row,), left, y + 6, 9, theme.ink, bold=True, anchor="start"))
            y += 12
        y += 3
        for n, text in enumerate(entry.texts):
            check_characters(text, "the list")
            ink = theme.soft if n and entry.mark else theme.ink
            for row in wrap(text, ACROSS - left, 8):
                drawn.append(text_element((row,), left, y + 4, 8, ink, anchor="start"))
                y += 10.5
            y += 1.5
        y += 8
    return "\n".join(drawn), y


def aside_data(entries: Sequence[Entry]) -> list[Data]:
    """Return the same list as data for the page."""
    return [{"mark": e.mark, "face": face(e.kind), "heading": e.heading, "texts": list(e.texts)} for e in entries]
