"""The counts of a cohort as flows: what comes to a box leaves it again, by a branch, or by ending there."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..graph import Action, Condition
from .cohorts import Cohort, Moves
from .idle import going_on
from .network import Flow, Network, Place
from .traces import Status

INCOMPLETE, REFUSED = "incomplete", "refused"
"""Where rows end that end in no leaf."""
CHANGED = ("moves", "changed", "")
"""The name of how many rows changed."""


def network_of(found: Cohort | Moves) -> Network:
    """Return the network of some counts; the name of a flow is whose count it is, its field, and its key there."""
    if isinstance(found, Cohort):
        return Network(_Counted(found, "all").flows())
    return Network(_between(found, _Counted(found.old, "old"), _Counted(found.new, "new")), CHANGED, found.changed or 0)


@dataclass(frozen=True)
class _Counted:
    """A cohort as flows; `side` parts the places and names of two. Of the new one they run from the ends back."""

    cohort: Cohort
    side: str

    def flows(self) -> Iterator[Flow]:
        """Yield all flows from the first place to where rows end."""
        for flow in self._forth():
            yield replace(flow, tail=flow.head, head=flow.tail) if self.side == "new" else flow

    def end(self, name: str) -> Place:
        """Return where the rows of a leaf end, and others; of one cohort alone they come together by their status."""
        if self.side != "all":
            return self.side, "end", name
        if name == REFUSED:
            return ("end",)
        node = self.cohort.graph.nodes.get(name)
        silent = isinstance(node, Action) and node.silent
        found = Status.INCOMPLETE if node is None else Status.SILENT if silent else Status.RECOMMENDED
        return self._place("status", found)

    def _forth(self) -> Iterator[Flow]:
        cohort, graph = self.cohort, self.cohort.graph
        awaited = set(_awaited(cohort))
        for status in cohort.statuses if self.side == "all" else ():
            yield self._flow(self._place("status", status), ("end",), "statuses", status)
        for finding in awaited:
            yield self._flow(self._place("missing", finding), self.end(INCOMPLETE), "missing", finding)
        yield self._flow(self._into(graph.start), self.end(REFUSED), "refused", "")
        for name, node in graph.nodes.items():
            out = self._place("out", name)
            yield self._flow(self._into(name), out, "nodes", name)
            if isinstance(node, Condition):
                for n, branch in enumerate(node.branches):
                    yield self._flow(out, self._into(branch.go), "branches", (name, n))
                alone = len(node.findings) == 1 and node.findings[0] in awaited
                stop = self._place("missing", node.findings[0]) if alone else self.end(INCOMPLETE)
                yield self._flow(out, stop, "stopped", name)
                yield self._flow(out, self._place("idle", name), "idle", name)
            elif node.then:
                yield Flow(out, self._into(node.then), cohort.nodes[name] or 0)
            else:
                yield self._flow(out, self.end(name), "leaves", name)
        for (name, after), rows in going_on(cohort).items():
            yield Flow(self._place("idle", name), self._into(after), rows)

    def _flow(self, tail: Place, head: Place, field: str, key: Hashable) -> Flow:
        counts = getattr(self.cohort, field)
        rows = counts[key] if isinstance(counts, Mapping) else counts
        return Flow(tail, head, rows or 0, (self.side, field, key))

    def _place(self, *names: str) -> Place:
        return (self.side, *names)

    def _into(self, name: str) -> Place:
        return self._place("into", name)


def _awaited(cohort: Cohort) -> Iterator[str]:
    """The findings of which what they hold up is the sum of what stops where each is asked alone."""
    conditions = [node for node in cohort.graph.nodes.values() if isinstance(node, Condition)]
    for finding in cohort.missing:
        asking = [node for node in conditions if finding in node.findings]
        if asking and all(len(node.findings) == 1 or cohort.stopped[node.id] == 0 for node in asking):
            yield finding


def _between(moves: Moves, old: _Counted, new: _Counted) -> Iterator[Flow]:
    """The flows of both cohorts, joined where rows end in the one and in the other."""
    yield from (*old.flows(), *new.flows())
    parted = sum(rows or 0 for (one, other), rows in moves.counts.items() if one != other)
    weight = int(moves.changed == parted + sum(rows or 0 for rows in moves.altered.values()))
    for pair, rows in moves.counts.items():
        tail, head, name = old.end(pair[0]), new.end(pair[1]), ("moves", "counts", pair)
        if pair[0] != pair[1]:
            yield Flow(tail, head, rows or 0, name, weight)
        elif not moves.altered.get(pair[0]):
            yield Flow(tail, head, rows or 0, name)
        else:
            middle: Place = ("moves", "altered", pair[0])
            other = moves.altered[pair[0]] or 0
            yield Flow(tail, middle, rows or 0, name)
            yield Flow(middle, head, other, middle, weight)
            yield Flow(middle, head, (rows or 0) - other)
