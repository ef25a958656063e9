"""What the verbs answer: the trace of a case with its reasons, and the issues of a graph with a patient each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Final, Literal

from .case import Case
from .errors import Place
from .graph import DecisionGraph, Property, Recommendation, Stance
from .values.domains import Value
from .values.sets import ValueSet

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
class Trace:
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


class Severity(StrEnum):
    """How bad an issue is."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Witness:
    """A patient who shows an issue, and the boxes from the start to the place.

    The patient is whole: a finding that is not in `case` must be unknown for the issue to show. `path` has each
    node with the branch taken there, None at an action and at the last one.
    """

    case: Case
    path: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Issue:
    """A fault that `check` finds.

    `node` and `branch` (its position) are where, None where the graph as a whole is meant. `values` are the values
    of the finding asked, or the answers, that are concerned. `about` are the other ids or positions concerned: an
    intervention, a node, a conflict, a property, combinations of `impossible`.
    """

    code: str
    severity: Severity
    message: str
    help: str
    node: str | None = None
    branch: int | None = None
    values: ValueSet | None = None
    about: tuple[str | int, ...] = ()
    witness: Witness | None = None
    place: Place | None = None


@dataclass(frozen=True)
class Review:
    """What a check of one graph comes to.

    `issues` are sorted by the order of their nodes, then by code; those of the whole graph come first. `proved` are
    the properties that hold for every patient; `waiting` are those that hold, but say nothing yet of somebody who gets
    no answer for a gap or an overlap. `undecided` are the codes of the analyses, and the properties, that the
    budget did not reach.
    """

    graph: DecisionGraph
    issues: tuple[Issue, ...]
    proved: tuple[Property, ...]
    waiting: tuple[Property, ...]
    undecided: tuple[str | Property, ...]
    work: int

    @property
    def numbered(self) -> tuple[tuple[int, Issue], ...]:
        """The issues with the numbers that text and chart give them: errors first, then warnings, then notes."""
        return tuple(enumerate(sorted(self.issues, key=lambda issue: list(Severity).index(issue.severity)), 1))

    def count(self, severity: Severity) -> int:
        """Return how many issues there are of a severity."""
        return sum(issue.severity is severity for issue in self.issues)


@dataclass(frozen=True)
class Coverage:
    """What some traces of one graph passed, and what they did not; a branch by its node and position."""

    nodes: int
    branches: int
    unseen_nodes: tuple[str, ...]
    unseen_branches: tuple[tuple[str, int], ...]


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


Answer = tuple[str, frozenset[Key]]
"""What a patient is told: `recommended`, `silent` or `refused`, and the recommendations. Ids of boxes do not count."""


@dataclass(frozen=True)
class Region:
    """Patients by the values of some findings; the others may have any. `witness` has one value for each of these."""

    tests: Mapping[str, ValueSet]
    witness: Mapping[str, Value]


@dataclass(frozen=True)
class Changed:
    """The patients who are told one thing by the old version and another one by the new.

    `leaves` are the boxes where they end, in the old and in the new version; None where they are refused. `cells` is
    how many combinations of cells these are, patients who are impossible among them.
    """

    old: Answer
    new: Answer
    leaves: tuple[str | None, str | None]
    regions: tuple[Region, ...]
    cells: int


@dataclass(frozen=True)
class Structure:
    """What differs in the file: nodes added, removed, renamed (new id, old id) and changed (id, what of it).

    `properties` are those added (with a plus before them) and removed (with a minus). `absorbed` are values that newly
    fall into an `otherwise`.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    properties: tuple[str, ...] = ()
    absorbed: tuple[tuple[str, ValueSet], ...] = ()


Part = Literal["major", "minor", "patch", "none"]
"""Which number of a version has to rise."""


@dataclass(frozen=True)
class Difference:
    """What differs between two versions of a graph, in patients and in the file.

    `changes` are of whole patients, in the order of their clinical weight. `admitted` and `excluded` are patients whom
    only one of the versions allows. `unknowns` is a case of which not all is known, and of which the two say different
    things though they agree on every whole patient. `equivalent` is None where that was not decided. `needs`
    is the number of the version that has to rise, and `raised` the one that did. `cells` is how many combinations of
    cells there are in all.
    """

    old: DecisionGraph
    new: DecisionGraph
    equivalent: bool | None
    changes: tuple[Changed, ...]
    admitted: tuple[Region, ...]
    excluded: tuple[Region, ...]
    unknowns: Mapping[str, Value] | None
    structure: Structure
    needs: Part
    raised: Part
    cells: int
