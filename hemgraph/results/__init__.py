"""What the verbs answer: plain frozen values."""

from __future__ import annotations

from .differences import Answer, Changed, Difference, Part, Region, Structure
from .explanations import Change, Deciding, Explanation, Next, WhyNot
from .reviews import Coverage, Issue, Review, Severity, Witness
from .traces import UNKNOWN, Given, Key, Missing, Outcome, Status, Step, Trace

__all__ = [
    "UNKNOWN",
    "Answer",
    "Change",
    "Changed",
    "Coverage",
    "Deciding",
    "Difference",
    "Explanation",
    "Given",
    "Issue",
    "Key",
    "Missing",
    "Next",
    "Outcome",
    "Part",
    "Region",
    "Review",
    "Severity",
    "Status",
    "Step",
    "Structure",
    "Trace",
    "WhyNot",
    "Witness",
]
