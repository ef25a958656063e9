"""What a chart can show besides a path: its marks, its signs, and the list beside it."""

from __future__ import annotations

from ...graph import DecisionGraph
from ...results import Cohort, Coverage, Difference, Moves, Review
from ..model.plan import Plan
from .cohort_sidebar import cohort_entries
from .edge_widths import count_marks
from .legend import Signs
from .overlay import Marks, coverage_marks, issue_marks
from .sidebar import Entry, coverage_entries, review_entries
from .version_marks import version_entries, version_marks

Shown = Review | Coverage | Difference | Cohort | Moves
SHOWN = {
    Review: "issues of its logic",
    Coverage: "branches that no case takes",
    Difference: "differences from another version",
    Cohort: "counts of a cohort",
    Moves: "counts of a cohort before and after",
}
"""What is shown, in words for a title."""


def shown_marks(shown: Shown, plan: Plan, graph: DecisionGraph) -> Marks:
    """Return what is marked on a chart of this plan."""
    match shown:
        case Review():
            return issue_marks(plan, shown)
        case Coverage():
            return coverage_marks(plan, graph, shown)
        case Difference():
            return version_marks(plan, shown)
        case Cohort() | Moves():
            return count_marks(plan, shown)


def shown_entries(shown: Shown, graph: DecisionGraph) -> tuple[Entry, ...]:
    """Return the rows of the list beside the chart."""
    match shown:
        case Review():
            return review_entries(shown)
        case Coverage():
            return coverage_entries(graph, shown)
        case Difference():
            return version_entries(shown)
        case Cohort() | Moves():
            return cohort_entries(shown)


def shown_signs(shown: Shown, plan: Plan) -> Signs:
    """Return which signs stand on the chart."""
    match shown:
        case Review():
            return frozenset(issue.severity for issue in shown.issues)
        case Coverage():
            return frozenset({None} if shown.unseen_branches else ())
        case Difference():
            return frozenset(version_marks(plan, shown).altered.values())
        case _:
            return frozenset()
