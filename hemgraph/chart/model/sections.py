"""A chart on several pages: which boxes stand on which, the links between the pages, and an overview of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from ...errors import refuse
from ...graph import DecisionGraph
from .page_graph import PageGraph, edges_of

MOST = 20
"""How many boxes stand on one page where the program divides a chart."""
COMFORT = 28
"""Up to this many boxes a chart is at ease on a page of A4; on a larger page up to as many more as it is larger."""


class Division(StrEnum):
    """When a chart is printed in sections."""

    NEEDED = "needed"
    FILE = "file"
    AUTO = "auto"
    OFF = "off"


@dataclass(frozen=True)
class Section:
    """Some boxes of a chart, on a page of their own."""

    title: str
    nodes: tuple[str, ...]


def sections_of(graph: DecisionGraph, division: Division) -> tuple[Section, ...]:
    """Return the sections of the file or, with `auto`, of the program where the file has none; none for one page.

    Raises HemgraphError where the sections of the file are asked for and it has none.
    """
    titles: dict[str, list[str]] = {}
    for name in sorted(graph.nodes, key=lambda name: graph.boxes[name]):
        titles.setdefault(graph.nodes[name].section, []).append(name)
    if len(titles) > 1 and division is not Division.OFF:
        return tuple(Section(title or "Further boxes", tuple(names)) for title, names in titles.items())
    if division is Division.FILE:
        help = "give its nodes two sections or more, or let --sections auto divide it"
        raise refuse(f"`{graph.id}` has no sections to part its boxes", help)
    return divided(graph) if division is Division.AUTO and len(graph.nodes) > MOST else ()


def divided(graph: DecisionGraph, most: int = MOST) -> tuple[Section, ...]:
    """Return sections of at most so many boxes, cut where few edges lead from one to another.

    A section is a box with boxes that only it leads to: a part of the tree of dominators. Small ones share a page.
    """
    import networkx

    above = networkx.immediate_dominators(graph.network, graph.start)
    reached = {graph.start, *above}
    below: dict[str, list[list[str]]] = {name: [] for name in reached}
    cut = [[name for name in graph.nodes if name not in reached]]
    order = networkx.lexicographical_topological_sort(graph.network.subgraph(reached), key=graph.boxes.__getitem__)
    for name in reversed(list(order)):
        parts = sorted(below.pop(name), key=lambda part: graph.boxes[part[0]])
        while 1 + sum(map(len, parts)) > most:
            largest = max(parts, key=len)
            taken = [largest] if len(largest) > most // 4 else _filled(parts, most)
            parts = [part for part in parts if part not in taken]
            cut.append([node for part in taken for node in part])
        rest = [name, *(node for part in parts for node in part)]
        if name == graph.start:
            cut.append(rest)
        else:
            below[above[name]].append(rest)
    numbers = [sorted(part, key=graph.boxes.__getitem__) for part in cut if part]
    return tuple(
        Section(f"from box {graph.boxes[part[0]]}", tuple(part))
        for part in sorted(numbers, key=lambda part: graph.boxes[part[0]])
    )


def _filled(parts: Sequence[list[str]], most: int) -> list[list[str]]:
    """The first of some small parts, as many as one page holds."""
    taken: list[list[str]] = []
    for part in parts:
        if sum(map(len, taken)) + len(part) <= most:
            taken.append(part)
    return taken


def schemes_of(graph: DecisionGraph, sections: Sequence[Section], pages: Sequence[int | None]) -> tuple[PageGraph, ...]:
    """Return what is to be charted on the page of each section; a section without a page is named by its title."""
    titles = {name: f"section “{section.title}”" for section in sections for name in section.nodes}
    where = dict(titles)
    for section, page in zip(sections, pages, strict=True):
        if page:
            where |= dict.fromkeys(section.nodes, f"page\u00a0{page}")
    parents = parents_of(graph)
    return tuple(
        replace(_scheme(graph, section, where, parents), longest=_scheme(graph, section, titles, parents))
        for section in sections
    )


def _scheme(
    graph: DecisionGraph, section: Section, where: dict[str, str], parents: dict[str, tuple[str, ...]]
) -> PageGraph:
    own = set(section.nodes)
    into = {}
    for name in section.nodes:
        others: dict[str, list[int]] = {}
        for before in parents[name]:
            if before not in own:
                others.setdefault(where[before], []).append(graph.boxes[before])
        if others:
            parts = (f"from {', '.join(map(str, sorted(boxes)))}, {at}" for at, boxes in others.items())
            into[name] = "\n".join(parts)
    return PageGraph(
        graph,
        {name: tuple(edges_of(graph, graph.nodes[name])) for name in section.nodes},
        (graph.start,) if graph.start in own else (),
        {name: at for name, at in where.items() if name not in own},
        into,
    )


def parents_of(graph: DecisionGraph) -> dict[str, tuple[str, ...]]:
    """Return, for each node, the nodes that lead to it, each once."""
    found: dict[str, dict[str, None]] = {name: {} for name in graph.nodes}
    for name, node in graph.nodes.items():
        for target, _ in edges_of(graph, node):
            found[target][name] = None
    return {name: tuple(before) for name, before in found.items()}
