"""The issues of a graph with a patient each, and what a bank of cases covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from ..case import Case
from ..errors import Place
from ..graph import DecisionGraph, Property
from ..values.domains import Value
from ..values.sets import ValueSet
from .pictured import Pictured


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
class Review(Pictured):
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

    @property
    def counts(self) -> str:
        """How many issues there are, and how many questions were not decided: `1 error, 0 warnings, 2 notes`."""
        found = [f"{self.count(s)} {s}{'' if self.count(s) == 1 else 's'}" for s in Severity]
        return ", ".join([*found, f"{len(self.undecided)} not decided"] if self.undecided else found)


@dataclass(frozen=True)
class Failed:
    """A case of a bank that did not give what was expected of it; no `findings` where they could not be read."""

    id: str
    findings: Mapping[str, Value] | None
    misses: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """What some traces of one graph passed, and what they did not; a branch by its node and position.

    `failed` are the cases that did not give what was expected.
    """

    nodes: int
    branches: int
    unseen_nodes: tuple[str, ...]
    unseen_branches: tuple[tuple[str, int], ...]
    failed: tuple[Failed, ...] = ()
