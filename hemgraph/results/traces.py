"""The trace of a case, with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from ..case import Case
from ..graph import DecisionGraph, Recommendation, Stance
from ..values.domains import Value
from .pictured import Pictured

UNKNOWN: Final = "unknown"
"""How an unknown value or answer is written; no finding can have an option of this name."""


Key = tuple[str, str, str, str]
"""What makes two recommendations the same: intervention, stance, detail, timing."""

Outcome = tuple[str, frozenset[Key]]
"""A leaf, and what is recommended on the way to it."""


class Status(StrEnum):
    """How a trace ended."""

    RECOMMENDED = "recommended"
    SILENT = "silent"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True)
class Step:
    """One box of the path.

    Of a condition: `answer` is a value, or `"unknown"`; `branch` is the position of the branch
    taken, or None where the answer is unknown and no branch is for it; `label` is the answer in
    words; `read` holds what each finding was there. Of an action these are None, None, "" and empty.
    """

    node: str
    box: int
    kind: Literal["condition", "action"]
    text: str
    cites: tuple[str, ...]
    answer: Value | None = None
    branch: int | None = None
    label: str = ""
    read: Mapping[str, Value] | None = None


@dataclass(frozen=True)
class Given:
    """A recommendation as it was given on a path, at `node`."""

    node: str
    name: str
    recommendation: Recommendation

    @property
    def intervention(self) -> str:
        """The id of the intervention."""
        return self.recommendation.intervention

    @property
    def stance(self) -> Stance:
        """What is said of it: do, consider or avoid."""
        return self.recommendation.stance


@dataclass(frozen=True)
class Missing:
    """A finding that must be known next; `leads_to` has the leaves still possible for each branch, by its test."""

    finding: str
    leads_to: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Trace(Pictured):
    """What a graph says of a case, and why.

    `leaf` is None where the trace is incomplete. `recommendations` are those of the path or, where
    it is incomplete, those that every way on has in common. `reachable` are the leaves of this case
    and all its refinements, in the order of the file. `did_not_matter` are unknown findings that were
    asked and could not change the result.
    """

    graph: DecisionGraph
    case: Case
    status: Status
    leaf: str | None
    path: tuple[Step, ...]
    recommendations: tuple[Given, ...]
    missing: tuple[Missing, ...] = ()
    reachable: tuple[str, ...] = ()
    did_not_matter: tuple[str, ...] = ()
