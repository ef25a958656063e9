"""What the verbs answer: plain frozen values; each module is read when one of its names is first used."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .cohorts import Cohort, Count, Moves
    from .comparisons import Agreement, Apart, Comparison, Disagreement, Heard, How, Shown, Voices, agreement
    from .differences import Answer, Changed, Difference, Part, Region, Structure, What
    from .explanations import Change, Deciding, Explanation, Next, WhyNot
    from .reviews import Coverage, Failed, Issue, Review, Severity, Witness
    from .traces import UNKNOWN, Given, Key, Missing, Outcome, Status, Step, Trace

_HOMES = {
    "cohorts": "Cohort Count Moves",
    "comparisons": "Agreement Apart Comparison Disagreement Heard How Shown Voices agreement",
    "differences": "Answer Changed Difference Part Region Structure What",
    "explanations": "Change Deciding Explanation Next WhyNot",
    "reviews": "Coverage Failed Issue Review Severity Witness",
    "traces": "UNKNOWN Given Key Missing Outcome Status Step Trace",
}


def __getattr__(name: str) -> object:
    """Read the module of a name: a trace needs one of them, and all take as long as the trace."""
    for home, names in _HOMES.items():
        if name in names.split():
            return getattr(import_module(f".{home}", __name__), name)
    raise AttributeError(f"module `{__name__}` has no `{name}`")


__all__ = [
    "UNKNOWN",
    "Agreement",
    "Answer",
    "Apart",
    "Change",
    "Changed",
    "Cohort",
    "Comparison",
    "Count",
    "Coverage",
    "Deciding",
    "Difference",
    "Disagreement",
    "Explanation",
    "Failed",
    "Given",
    "Heard",
    "How",
    "Issue",
    "Key",
    "Missing",
    "Moves",
    "Next",
    "Outcome",
    "Part",
    "Region",
    "Review",
    "Severity",
    "Shown",
    "Status",
    "Step",
    "Structure",
    "Trace",
    "Voices",
    "What",
    "WhyNot",
    "Witness",
    "agreement",
]
