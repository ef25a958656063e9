"""What the verbs answer: plain frozen values."""

from __future__ import annotations

from .comparisons import Agreement, Apart, Comparison, Disagreement, Heard, How, Shown, Voices, agreement
from .differences import Answer, Changed, Difference, Part, Region, Structure, What
from .explanations import Change, Deciding, Explanation, Next, WhyNot
from .reviews import Coverage, Issue, Review, Severity, Witness
from .traces import UNKNOWN, Given, Key, Missing, Outcome, Status, Step, Trace

__all__ = [
    "UNKNOWN",
    "Agreement",
    "Answer",
    "Apart",
    "Change",
    "Changed",
    "Comparison",
    "Coverage",
    "Deciding",
    "Difference",
    "Disagreement",
    "Explanation",
    "Given",
    "Heard",
    "How",
    "Issue",
    "Key",
    "Missing",
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
