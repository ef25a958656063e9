"""Small counts that are not told, and with them those from which they could be computed."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Set
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar, cast

from .cohorts import Cohort, Count, Moves
from .flows import CHANGED, network_of
from .traces import Status

F = TypeVar("F", Cohort, Moves)
K = TypeVar("K", bound=Hashable)
Name = tuple[str, str, Hashable]


def masked(found: F, least: int) -> F:
    """Return counts, all of them told, without those from 1 to under `least` and those that would betray one of these.

    A count that is not told is None, for either reason; 0 is told, and how many rows are refused, for these are no
    patients. Who knows the graph and all that is told finds for each that is not more than one whole number that it
    can be. Where that cannot be had, as with fewer rows than
    `least`, no count is told. `rows` always is; with `least` 0 nothing changes.

    What is not checked: how narrow the range is that a reader can find; what follows for the sum of several counts
    (but for `changed`), or from two outputs of which each is masked alone. Rows that go on after an unknown that did
    not matter are taken to go on anywhere below it. What a finding holds up for which weighed questions wait too is
    masked by itself.
    """
    if not least:
        return found
    rows = found.rows if isinstance(found, Cohort) else found.new.rows
    counts = dict(_counts(found))
    small = {
        name for name, count in counts.items() if 0 < count < least and name[1] != "refused"
    }  # these are no patients
    hidden = network_of(found).closed(small) if not rows or rows >= least else None
    return cast("F", _without(found, hidden if hidden is not None else counts.keys(), least))


_FIELDS = ("leaves", "stopped", "nodes", "branches", "idle", "missing")


def _counts(found: Cohort | Moves) -> Iterator[tuple[Name, int]]:
    """Every count by its name: whose it is, its field, and its key there."""
    if isinstance(found, Moves):
        yield from (*_of_cohort(found.old, "old"), *_of_cohort(found.new, "new"))
        yield CHANGED, found.changed or 0
        yield from ((("moves", "counts", pair), rows or 0) for pair, rows in found.counts.items())
        yield from ((("moves", "altered", leaf), rows or 0) for leaf, rows in found.altered.items())
    else:
        yield from _of_cohort(found, "all")


def _of_cohort(cohort: Cohort, side: str) -> Iterator[tuple[Name, int]]:
    yield (side, "refused", ""), cohort.refused or 0
    if side == "all":
        yield from (((side, "statuses", status), rows or 0) for status, rows in cohort.statuses.items())
    for field in _FIELDS:
        yield from (((side, field, key), rows or 0) for key, rows in getattr(cohort, field).items())


def _without(found: Cohort | Moves, hidden: Set[Hashable], least: int) -> Cohort | Moves:
    """The same without the counts of these names."""

    def one(side: str, field: str, rows: Count) -> Count:
        return None if (side, field, "") in hidden else rows

    def some(side: str, field: str, counts: Mapping[K, Count]) -> Mapping[K, Count]:
        return MappingProxyType({key: None if (side, field, key) in hidden else n for key, n in counts.items()})

    def by_status(whole: Cohort, side: str) -> Mapping[Status, Count]:
        """Of two cohorts, which the network does not join by status, only what anybody can add up."""
        if side == "all":
            return some(side, "statuses", whole.statuses)
        silent = {leaf.id: leaf.silent for leaf in whole.graph.leaves}
        names = {
            Status.RECOMMENDED: [(side, "leaves", leaf) for leaf in silent if not silent[leaf]],
            Status.SILENT: [(side, "leaves", leaf) for leaf in silent if silent[leaf]],
            Status.INCOMPLETE: [(side, "stopped", node) for node in whole.stopped],
        }
        untold = {status for status, each in names.items() if not hidden.isdisjoint(each)}
        if len(untold) == 1 and (side, "nodes", whole.graph.start) not in hidden:
            untold = set()
        return MappingProxyType({status: None if status in untold else n for status, n in whole.statuses.items()})

    def cohort(whole: Cohort, side: str) -> Cohort:
        return replace(
            whole,
            refused=one(side, "refused", whole.refused),
            statuses=by_status(whole, side),
            leaves=some(side, "leaves", whole.leaves),
            stopped=some(side, "stopped", whole.stopped),
            nodes=some(side, "nodes", whole.nodes),
            branches=some(side, "branches", whole.branches),
            idle=some(side, "idle", whole.idle),
            missing=some(side, "missing", whole.missing),
            least=least,
        )

    if isinstance(found, Cohort):
        return cohort(found, "all")
    return Moves(
        cohort(found.old, "old"),
        cohort(found.new, "new"),
        one("moves", "changed", found.changed),
        some("moves", "counts", found.counts),
        some("moves", "altered", found.altered),
    )
