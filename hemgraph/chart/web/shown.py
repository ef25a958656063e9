"""What a review, a difference, a coverage or a cohort lists, for the page: each row with its place and its patient."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ...graph import DecisionGraph
from ...regions.logic import Logic
from ...results import Cohort, Coverage, Difference, Moves, Review
from ...values.domains import Value, value_text
from ..model.data import Data
from ..svg.shapes import face
from ..svg.sidebar import Entry, missed_text

if TYPE_CHECKING:
    from ..picture import Picture

_KINDS = {Review: "issues", Coverage: "coverage", Difference: "difference", Cohort: "cohort", Moves: "moves"}


def shown_data(picture: Picture) -> dict[str, Data] | None:
    """Return the list of what is shown besides the chart; None where there is nothing."""
    shown = picture.shown
    if shown is None:
        return None
    rows = picture.entries()
    if isinstance(shown, Coverage):
        rows = (*rows[: 1 + len(shown.failed)], *_missed(picture.chart.graph, shown))
    logic = Logic(shown.new) if isinstance(shown, Difference) else None
    return {"kind": _KINDS[type(shown)], "rows": [_row(picture, entry, logic) for entry in rows]}


def _missed(graph: DecisionGraph, shown: Coverage) -> Iterable[Entry]:
    """A row for each branch that no case takes, so that each has its place."""
    for name, n in shown.unseen_branches:
        yield Entry("No case takes this", (missed_text(graph, name, n),), node=name, branch=n)


def _row(picture: Picture, entry: Entry, logic: Logic | None) -> dict[str, Data | None]:
    found = entry.findings
    if found is not None and logic is not None and entry.whole:
        found = _whole(logic, found)
    return {
        "mark": entry.mark,
        "face": face(entry.kind),
        "heading": entry.heading,
        "texts": list(entry.texts),
        "at": _place(picture, entry),
        "entries": None if found is None else entries_data(found),
    }


def _place(picture: Picture, entry: Entry) -> str | None:
    """The answer of a branch on the chart, else the box."""
    plan = picture.chart.drawn.plan
    if entry.node is None or entry.node not in plan.boxes:
        return None
    if entry.branch is None:
        return entry.node
    go = picture.chart.graph.condition(entry.node).branches[entry.branch].go
    return plan.ways.get((entry.node, go)) or entry.node


def _whole(logic: Logic, findings: Mapping[str, Value]) -> dict[str, Value]:
    """A whole patient with these findings: of a region, what is not named may be anything that is possible."""
    space, found = logic.space, dict(findings)
    if not found.keys() <= space.cells.keys():
        return found
    point = space.full & ~space.unknowns
    for name, value in found.items():
        point = space.put(point, name, space.bit(name, value))
    for name, cells in space.cells.items():
        bits = [bit for bit in space.bits(point, name) if space.admits(space.put(point, name, bit))]
        if name not in found and bits:
            found[name] = cells.plain((bits[0] >> space.offset[name]).bit_length() - 1)
            point = space.put(point, name, bits[0])
    return found


def entries_data(findings: Mapping[str, Value]) -> dict[str, Data]:
    """Return findings as they are entered."""
    return {name: value_text(value) for name, value in findings.items()}
