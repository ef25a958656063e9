"""What several graphs say of one patient, or of all: stance against stance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Literal

from ..errors import Fault
from ..graph import Conflict, DecisionGraph, Recommendation, Stance
from ..values.domains import Value
from .differences import Region
from .traces import Trace


class Agreement(StrEnum):
    """How the stances of several graphs on one intervention go together; who does not name it has none."""

    AGREE = "agree"
    DIFFER = "differ"
    CONFLICT = "conflict"
    SINGLE = "single"


def agreement(stances: Mapping[str, Stance | None]) -> Agreement | None:
    """Return how some stances go together, None where there is none: do or consider against avoid is a conflict.

    >>> str(agreement({"a": Stance.DO, "b": Stance.AVOID, "c": None})), str(agreement({"a": Stance.DO, "b": None}))
    ('conflict', 'single')
    """
    said = [stance for stance in stances.values() if stance is not None]
    if len(said) < 2:
        return Agreement.SINGLE if said else None
    if len(set(said)) == 1:
        return Agreement.AGREE
    return Agreement.CONFLICT if Stance.AVOID in said else Agreement.DIFFER


@dataclass(frozen=True)
class Voices:
    """What each graph, by its name, says of one intervention.

    `said` are the recommendations of it. `open` are graphs that may still say something else, as not enough is known
    for them. `refused` are those that give no answer: such a patient is impossible in them, or falls into a gap.
    """

    intervention: str
    said: Mapping[str, frozenset[Recommendation]]
    stances: Mapping[str, Stance | None]
    open: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    @cached_property
    def agreement(self) -> Agreement | None:
        """How the stances go together; None where nobody names the intervention for certain."""
        return agreement(self.stances)


@dataclass(frozen=True)
class Comparison:
    """One patient through several graphs. `refused` are those that cannot take this patient, and why."""

    graphs: Mapping[str, DecisionGraph]
    findings: Mapping[str, Value]
    id: str
    traces: Mapping[str, Trace]
    refused: Mapping[str, tuple[Fault, ...]]
    voices: tuple[Voices, ...]


@dataclass(frozen=True)
class Apart:
    """Whole patients of whom several graphs say different things of one intervention.

    Where there are too many regions to list it is not `whole`: `voices` are of two graphs, and the only region has
    some of those of whom they say so.
    """

    voices: Voices
    regions: tuple[Region, ...]
    whole: bool = True


@dataclass(frozen=True)
class Heard:
    """Which graphs ever name an intervention; `together` where at least two do for the same patient."""

    intervention: str
    graphs: tuple[str, ...]
    together: bool


How = Literal["opposed", "strength", "single", "same", "apart", "none", "undecided"]
"""How a conflict of the sources shows in stances: opposed ones, do against consider, one voice alone, the same stance,
other interventions only, in no recommendation at all; or not decided, where patients were too many to list."""


@dataclass(frozen=True)
class Shown:
    """How a conflict that the files name shows in stances.

    `voices` are the interventions at which it shows, with the graphs that name them; `beside` are others that rest on
    its claims.
    """

    conflict: Conflict
    how: How
    voices: Mapping[str, tuple[str, ...]]
    beside: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Disagreement:
    """Every region of whole patients of whom several graphs say different things, by intervention, heaviest first.

    `heard` are the other interventions that some graph names. `conflicts` are those that the files name.
    `undecided` are interventions of which more may differ, as the work did not reach. `gaps` are graphs that give some
    of their patients no answer, and `strangers` two graphs that have no patient in common.
    """

    graphs: Mapping[str, DecisionGraph]
    apart: tuple[Apart, ...]
    heard: tuple[Heard, ...]
    conflicts: tuple[Shown, ...]
    undecided: tuple[str, ...]
    gaps: tuple[str, ...] = ()
    strangers: tuple[tuple[str, str], ...] = ()
