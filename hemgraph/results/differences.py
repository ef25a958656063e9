"""What differs between two versions, in patients and in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ..graph import DecisionGraph
from ..values.domains import Value
from ..values.sets import ValueSet
from .pictured import Pictured
from .traces import Key

Answer = tuple[str, frozenset[Key]]
"""What a patient is told: `recommended`, `silent` or `refused`, and the recommendations. Ids of boxes do not count."""


@dataclass(frozen=True)
class Region:
    """Patients by the values of some findings; the others may have any. `witness` has one value for each of these."""

    tests: Mapping[str, ValueSet]
    witness: Mapping[str, Value]


What = Key | Literal["silent", "refused"]
"""A recommendation, or how an answer may be none."""


@dataclass(frozen=True)
class Changed:
    """The patients who are told one thing by the old version and another one by the new.

    `leaves` are the boxes where they end, in the old and in the new version; None where they are refused. `cells` is
    how many combinations of cells these are, patients who are impossible among them.

    Where there are too many regions to list, `about` is one thing that some patients are told by one version alone,
    and the only region has some of them: by the new version, if it is `newly`. Then `old`, `new` and `leaves` are
    those of one patient, who has the witness's values, and `cells` is None.
    """

    old: Answer
    new: Answer
    leaves: tuple[str | None, str | None]
    regions: tuple[Region, ...]
    cells: int | None
    about: What | None = None
    newly: bool = False


@dataclass(frozen=True)
class Structure:
    """What differs in the file: nodes added, removed, renamed (new id, old id) and changed (id, what of it).

    `properties` and `impossible` are those added (with a plus before them) and removed (with a minus). `absorbed` are
    values that newly fall into an `otherwise`. `lost` is what a case may no longer say, `gained` what it may say now.
    `words` are those of the vocabulary that a reader sees otherwise, and `start` the old and the new one where they
    differ.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    changed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    properties: tuple[str, ...] = ()
    absorbed: tuple[tuple[str, ValueSet], ...] = ()
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    start: tuple[str, str] | None = None


Part = Literal["major", "minor", "patch", "none"]
"""Which number of a version has to rise."""


@dataclass(frozen=True)
class Difference(Pictured):
    """What differs between two versions of a graph, in patients and in the file.

    `changes` are of whole patients, in the order of their clinical weight. `admitted` and `excluded` are patients whom
    only one of the versions allows. `unknowns` is a case of which not all is known, and of which the two say different
    things though they agree on every whole patient. `equivalent` is None where that was not decided. `needs`
    is the number of the version that has to rise, and `raised` the one that did. `cells` is how many combinations of
    cells there are in all. `undecided` is what patients may be told by one version alone, where the work did not reach.
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
    undecided: tuple[What, ...] = ()
