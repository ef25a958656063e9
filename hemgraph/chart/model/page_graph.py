"""What is to be charted: the nodes of one page, what stands on the edges, and the links to other pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ...graph import Action, DecisionGraph, Node
from ...wording import branch_text, either


@dataclass(frozen=True)
class PageGraph:
    """Nodes, and for each of them its targets, each once, with what stands on the edge.

    A target that is no key of `edges` is drawn elsewhere: `where` says where. `into` has what the oval above a node
    says that is entered from elsewhere.
    `longest` has the longest words that its links can have, so that these are as large for every case.
    `answers` and `boxes` have the counts of a cohort, one a line; that of the start has no name.
    """

    graph: DecisionGraph
    edges: Mapping[str, tuple[tuple[str, str], ...]]
    starts: tuple[str, ...]
    where: Mapping[str, str] = field(default_factory=dict)
    into: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], str] = field(default_factory=dict)
    boxes: Mapping[str, str] = field(default_factory=dict)
    longest: PageGraph | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The nodes that are drawn, in their order."""
        return tuple(self.graph.nodes[name] for name in self.edges)

    def name(self, target: str) -> str:
        """Return the number of a box and, where it is not on this chart, where it is."""
        number = str(self.graph.boxes[target])
        return f"{number}, {self.where[target]}" if self.where.get(target) else number


def scheme_of(graph: DecisionGraph) -> PageGraph:
    """Return a graph as its own scheme."""
    return PageGraph(graph, {node.id: tuple(edges_of(graph, node)) for node in graph.nodes.values()}, (graph.start,))


def edges_of(graph: DecisionGraph, node: Node) -> Iterator[tuple[str, str]]:
    """Yield the targets of a node, each once, with what stands on the edge."""
    if isinstance(node, Action):
        if node.then:
            yield node.then, ""
        return
    texts: dict[str, list[str]] = {}
    for branch in node.branches:
        texts.setdefault(branch.go, []).append(branch_text(graph, node, branch))
    for target, parts in texts.items():
        yield target, either(parts)
