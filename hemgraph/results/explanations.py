"""Why a case comes to what it does, what would change it, and what is still needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from ..values.domains import Value
from ..values.sets import ValueSet
from .traces import Outcome, Trace


@dataclass(frozen=True)
class Deciding:
    """A finding that a recommendation rests on, and the values that keep it; None where it has to be unknown."""

    finding: str
    values: ValueSet | None


@dataclass(frozen=True)
class Change:
    """Some findings with other values, and what the case would come to then; any of the values will do."""

    to: Mapping[str, ValueSet]
    outcome: Outcome


@dataclass(frozen=True)
class WhyNot:
    """The nearest patients who would get what was asked for; none where nobody can.

    `parted` is the box where the first of them goes another way than the case, with the position of his branch.
    """

    wanted: str
    changes: tuple[Change, ...]
    parted: tuple[str, int | None] | None = None


@dataclass(frozen=True)
class Next:
    """The best question to ask next: `expected` is the effort until the recommendation is known, on the average.

    With `exact` no other order of questions takes less; else only this question and what it leaves was looked at.
    """

    finding: str
    expected: Fraction
    exact: bool


@dataclass(frozen=True)
class Explanation:
    """Why a trace came out as it did.

    Of a complete trace: `reason` are the fewest findings that alone fix its recommendation, whatever the rest, each
    widened as far as that holds; `changes` are the smallest changes that give another one. Of an incomplete trace:
    `reason` is None, `matter` are the unknown findings that can still make a difference and `idle` those that
    cannot, `ask` is the question to ask next, `ways` has answers that lead to each leaf that is still possible.
    """

    trace: Trace
    reason: tuple[Deciding, ...] | None = None
    changes: tuple[Change, ...] = ()
    why_not: tuple[WhyNot, ...] = ()
    matter: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    ask: Next | None = None
    ways: Mapping[str, Mapping[str, Value]] = field(default_factory=dict)
