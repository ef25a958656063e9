"""How many rows of a cohort go where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..graph import DecisionGraph
from .pictured import Pictured
from .traces import Status

Count = int | None
"""A number of rows; None where it is not told, since it is too small."""


@dataclass(frozen=True)
class Cohort(Pictured):
    """The rows of a cohort, counted on one graph.

    `rows` are all that were read and `refused` those that are no case, or of which the graph is at fault. `leaves` and
    `stopped` have the rest by where they end: in a leaf, or incomplete at a condition; `statuses` has them by how they
    end. `nodes` are the rows whose path has a node, `branches` those that take a branch, by its node and position.
    `idle` are those whose unknown at a condition did not matter: they take no branch there. `missing` has for each
    finding the rows that it holds up; a row can wait for several. Each mapping has every node, branch or finding there
    is, and 0 where nobody is.
    `unread` are findings of the graph that no column has, and `given` those that every row was given, whatever its
    columns say, with the value or `unknown`.
    """

    graph: DecisionGraph
    name: str
    rows: int
    refused: Count
    statuses: Mapping[Status, Count]
    leaves: Mapping[str, Count]
    stopped: Mapping[str, Count]
    nodes: Mapping[str, Count]
    branches: Mapping[tuple[str, int], Count]
    idle: Mapping[str, Count]
    missing: Mapping[str, Count]
    unread: tuple[str, ...] = ()
    given: Mapping[str, str] = field(default_factory=dict)
    least: int = 0
    """The smallest number that is told; 0 where all are."""


@dataclass(frozen=True)
class Moves(Pictured):
    """The rows of a cohort through two graphs, or through one with other findings.

    `counts` has the rows by where they end in the old and in the new one: a leaf, `incomplete`, or `refused`; only
    pairs with rows. `changed` are those that end elsewhere, or with other recommendations.
    """

    old: Cohort
    new: Cohort
    changed: Count
    counts: Mapping[tuple[str, str], Count]
    altered: Mapping[str, Count]
    """Rows that end in the same leaf, by its name, but with other recommendations."""
