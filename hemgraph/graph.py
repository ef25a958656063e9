"""The algorithm: conditions, actions and their recommendations, as one frozen graph."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from .errors import Place
from .finding import Clause, Finding
from .values.sets import ValueSet

if TYPE_CHECKING:
    import networkx


class Stance(StrEnum):
    """What is said of an intervention."""

    DO = "do"
    CONSIDER = "consider"
    AVOID = "avoid"


class Special(StrEnum):
    """The two branches that are no set of values by themselves."""

    OTHERWISE = "otherwise"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Branch:
    """One way out of a condition."""

    when: ValueSet | Special
    go: str

    @property
    def test(self) -> str:
        """The test as text, in one normal form."""
        return str(self.when)


@dataclass(frozen=True)
class Weighing:
    """Several tests weighed together: yes when at least `count` of the clauses hold."""

    key: Literal["any_of", "all_of", "at_least"]
    count: int
    clauses: tuple[Clause, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings that are read, each once, in the order of the file."""
        return tuple(dict.fromkeys(test.finding for clause in self.clauses for test in clause))


@dataclass(frozen=True)
class Condition:
    """A node that asks one finding (`ask` is its id) or weighs several."""

    id: str
    ask: str | Weighing
    branches: tuple[Branch, ...]
    title: str = ""
    cites: tuple[str, ...] = ()
    number: int | None = None
    section: str = ""
    note: str = ""
    approved_by: str = ""
    approved_on: str = ""

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings that are read, each once."""
        return (self.ask,) if isinstance(self.ask, str) else self.ask.findings

    @property
    def targets(self) -> tuple[str, ...]:
        """Where each branch goes."""
        return tuple(branch.go for branch in self.branches)

    @property
    def all_cites(self) -> tuple[str, ...]:
        """Every claim that the node rests on."""
        return self.cites


@dataclass(frozen=True)
class Recommendation:
    """One intervention with its stance, as it stands at one action."""

    intervention: str
    stance: Stance
    detail: str = ""
    timing: str = ""
    because: str = ""
    cites: tuple[str, ...] = ()
    disputed: str | None = None

    @property
    def key(self) -> tuple[str, Stance, str, str]:
        """What makes two recommendations the same."""
        return self.intervention, self.stance, self.detail, self.timing


@dataclass(frozen=True)
class Statement:
    """An expected outcome or a caution, with the claims it rests on."""

    text: str
    cites: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action:
    """A node that recommends; it goes on at `then`, or is a leaf where `then` is None."""

    id: str
    title: str
    recommend: tuple[Recommendation, ...] = ()
    then: str | None = None
    reassess: str | None = None
    silent: bool = False
    expect: tuple[Statement, ...] = ()
    caution: tuple[Statement, ...] = ()
    cites: tuple[str, ...] = ()
    number: int | None = None
    section: str = ""
    note: str = ""
    approved_by: str = ""
    approved_on: str = ""

    @property
    def is_leaf(self) -> bool:
        """Whether the path ends here."""
        return self.then is None

    @property
    def targets(self) -> tuple[str, ...]:
        """Where it goes on; nowhere from a leaf."""
        return () if self.then is None else (self.then,)

    @property
    def all_cites(self) -> tuple[str, ...]:
        """Every claim that the node rests on: its own, and those of all that it says."""
        parts: tuple[Recommendation | Statement, ...] = (*self.recommend, *self.expect, *self.caution)
        return tuple(dict.fromkeys((*self.cites, *(claim for part in parts for claim in part.cites))))


Node = Condition | Action


@dataclass(frozen=True)
class Source:
    """A document that the claims come from."""

    id: str
    title: str
    publisher: str = ""
    updated: str = ""
    review_status: str = ""
    scope: str = ""


@dataclass(frozen=True)
class Claim:
    """One statement of a source in our words; `src` are the numbers the source itself attaches."""

    id: str
    text: str
    src: tuple[int, ...] = ()

    @property
    def source(self) -> str:
        """The id of the source it comes from."""
        return self.id.partition(".")[0]


@dataclass(frozen=True)
class Conflict:
    """Where sources disagree, and what this graph does about it."""

    id: str
    kind: Literal["conflict", "conditional", "strength", "figures"]
    positions: Mapping[str, tuple[str, ...]]
    resolution: str
    about: tuple[str, ...] = ()
    when: Clause = ()
    because: str = ""


@dataclass(frozen=True)
class Impossible:
    """Values that no patient can have together."""

    clause: Clause
    because: str = ""


@dataclass(frozen=True)
class Property:
    """What must hold for every patient in `when`: that a recommendation is always, or never, given."""

    always: bool
    stance: Stance
    intervention: str
    when: Clause = ()
    because: str = ""


@dataclass(frozen=True)
class IntendedUse:
    """What the algorithm is for, and what not."""

    purpose: str = ""
    users: str = ""
    population: str = ""
    not_for: str = ""


@dataclass(frozen=True)
class DecisionGraph:
    """One algorithm. Nothing in it changes, and no case is kept in it: share it between threads.

    `boxes` numbers the nodes as on the
    chart. `nodes`, `findings` and the like are read-only mappings in the order of the file.
    `sha256` is of the canonical form with its includes. `lapsed` are the nodes that were approved by
    somebody, but not as its lock holds. `phrases` are its own texts for fixed words of the page
    for a browser. `places` has where in the files a word, a node, a branch, a
    property or a combination stands, as `("nodes", "pain", "branches", 0)`; empty where it was not read from a file.
    """

    id: str
    title: str
    version: str
    status: Literal["draft", "reviewed", "retired"]
    start: str
    nodes: Mapping[str, Node]
    boxes: Mapping[str, int]
    findings: Mapping[str, Finding]
    interventions: Mapping[str, str]
    sha256: str
    sources: Mapping[str, Source]
    claims: Mapping[str, Claim]
    conflicts: Mapping[str, Conflict]
    abbreviations: Mapping[str, str]
    impossible: tuple[Impossible, ...] = ()
    properties: tuple[Property, ...] = ()
    intended_use: IntendedUse = IntendedUse()
    date: datetime.date | None = None
    review_by: datetime.date | None = None
    language: str = "en"
    phrases: Mapping[str, str] = field(default_factory=dict)
    lapsed: frozenset[str] = frozenset()
    places: Mapping[tuple[str | int, ...], Place] = field(default_factory=dict, compare=False)

    @cached_property
    def network(self) -> networkx.DiGraph[str]:
        """The nodes as a frozen directed graph of networkx, made at the first use.

        An edge out of a condition has `branches`, the positions of the branches it stands for.
        """
        import networkx  # a trace needs none, and it is slow to import

        network: networkx.DiGraph[str] = networkx.DiGraph()
        network.add_nodes_from(self.nodes)
        for name, node in self.nodes.items():
            for n, target in enumerate(node.targets):
                if network.has_edge(name, target):
                    network[name][target]["branches"] += (n,)
                else:
                    network.add_edge(name, target, branches=(n,))
        networkx.freeze(network)
        return network

    def condition(self, node: str) -> Condition:
        """Return the condition of this id; TypeError where it is none."""
        found = self.nodes[node]
        if not isinstance(found, Condition):
            raise TypeError(f"`{node}` is not a condition")
        return found

    @cached_property
    def cited_sources(self) -> tuple[Source, ...]:
        """The sources that some node cites, in the order of the file."""
        cited = {self.claims[claim].source for node in self.nodes.values() for claim in node.all_cites}
        return tuple(source for source in self.sources.values() if source.id in cited)

    @property
    def leaves(self) -> tuple[Action, ...]:
        """The leaves, in the order of the file."""
        return tuple(n for n in self.nodes.values() if isinstance(n, Action) and n.is_leaf)
