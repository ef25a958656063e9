"""A chart on several pages: which boxes stand on which, the links between the pages, and an overview of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from ...errors import refuse
from ...graph import Action, DecisionGraph
from ...wording import node_text
from .page_graph import Scheme, edges_of

MOST = 20
"""How many boxes stand on one page where the program divides a chart."""
COMFORT = 25
"""Up to this many boxes a chart is at ease on one page."""


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


def schemes_of(graph: DecisionGraph, sections: Sequence[Section], pages: Sequence[int | None]) -> tuple[Scheme, ...]:
    """Return what is to be charted on the page of each section; a section without a page is named by its title."""
    where = {
        name: f"page\u00a0{page}" if page else f"section “{section.title}”"
        for section, page in zip(sections, pages, strict=True)
        for name in section.nodes
    }
    return tuple(_scheme(graph, section, where) for section in sections)


def _scheme(graph: DecisionGraph, section: Section, where: dict[str, str]) -> Scheme:
    own = set(section.nodes)
    into = {}
    for name in section.nodes:
        others: dict[str, list[int]] = {}
        for before in graph.network.pred[name]:
            if before not in own:
                others.setdefault(where[before], []).append(graph.boxes[before])
        if others:
            parts = (f"from {', '.join(map(str, sorted(boxes)))}, {at}" for at, boxes in others.items())
            into[name] = "\n".join(parts)
    return Scheme(
        graph,
        {name: tuple(edges_of(graph, graph.nodes[name])) for name in section.nodes},
        (graph.start,) if graph.start in own else (),
        {name: at for name, at in where.items() if name not in own},
        into,
    )


def overview_of(
    graph: DecisionGraph,
    sections: Sequence[Section],
    pages: Sequence[int],
    counts: Mapping[tuple[str, str], str] = MappingProxyType({}),
) -> Scheme:
    """Return a chart of the pages: what stands on each, and which boxes lead from one to another.

    `counts` are those of a cohort, by box and target.
    """
    page = {name: f"page_{n}" for n, section in zip(pages, sections, strict=True) for name in section.nodes}
    number = {f"page_{n}": n for n in pages}
    joined: dict[tuple[str, str], list[tuple[int, int, str, str]]] = {}
    for name, node in graph.nodes.items():
        for target, text in edges_of(graph, node):
            if page[name] != page[target]:
                way = graph.boxes[name], graph.boxes[target], text, counts.get((name, target), "")
                joined.setdefault((page[name], page[target]), []).append(way)
    edges: dict[str, list[tuple[str, str]]] = {name: [] for name in number}
    back: dict[str, str] = {}
    for (tail, head), boxes in joined.items():
        target = head
        if number[head] < number[tail]:  # an oval, as every link against the order of the pages
            target = f"{head}_again"
            back[target] = ""
        edges[tail].append((target, "\n".join(_way(*way) for way in sorted(boxes))))
    nodes = {
        f"page_{n}": Action(f"page_{n}", _said(graph, section)) for n, section in zip(pages, sections, strict=True)
    }
    numbers = {**number, **{name: number[name.removesuffix("_again")] for name in back}}
    of_pages = replace(graph, nodes=MappingProxyType(nodes), boxes=MappingProxyType(numbers))
    ways = {name: tuple(found) for name, found in edges.items()}
    return Scheme(of_pages, ways, (page[graph.start],), back, word="Page\u00a0")


def _said(graph: DecisionGraph, section: Section) -> str:
    """What an overview says of a section: its title, its boxes, and where it is entered."""
    own = set(section.nodes)
    entries = [name for name in section.nodes if name == graph.start or not own.issuperset(graph.network.pred[name])]
    begins = "; ".join(f"{graph.boxes[name]} {node_text(graph, graph.nodes[name])}" for name in entries)
    return f"{section.title}: {_boxes([graph.boxes[name] for name in own])}. It begins at {begins}"


def _way(tail: int, head: int, answer: str, count: str) -> str:
    """How one box leads to another on an overview, and for how many rows."""
    way = f"{tail} {answer} → {head}" if answer else f"{tail} → {head}"
    return f"{way}: {count}" if count else way


def _boxes(numbers: Iterable[int]) -> str:
    """Numbers as a reader lists them.

    >>> _boxes([1, 2, 3, 7, 9, 10])
    'boxes 1–3, 7, 9, 10'
    """
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    parts = [f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(map(str, run)) for run in runs]
    return f"box{'es' if len(runs) > 1 or len(runs[0]) > 1 else ''} {', '.join(parts)}"
