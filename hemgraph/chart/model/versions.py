"""Two versions as one chart: the new one with what was removed, and marks on what differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from types import MappingProxyType

from ...graph import Action, Condition, DecisionGraph, Node
from ...results import Difference
from ...values.domains import value_text
from ...wording import node_text
from ...wording.changes import Kind, kinds_of_change, names_text, region_text, verdict_text, version_text, witness_text
from ..svg.overlay import SYMBOLS, Alteration, Marks, Sign
from ..svg.sidebar import Entry
from .page_graph import Scheme, edges_of
from .plan import Plan

MOST_REGIONS = 3
"""How many regions of one kind of change are listed beside the chart."""
MOST_KINDS = 12
"""How many kinds of change are listed beside the chart."""
Edges = dict[tuple[str, str], str]
"""What stands on each edge."""


def scheme_of_versions(found: Difference) -> Scheme:
    """Return the new version with the boxes and edges that only the old one has; boxes keep their numbers."""
    old, new = _both(found)
    hidden = set(hidden_edges(found))
    edges: dict[str, tuple[tuple[str, str], ...]] = {}
    nodes: dict[str, Node] = {}
    for name, node in _nodes(found).items():
        ways = {key: text for key, text in new.items() if key[0] == name}
        gone = {key: text for key, text in old.items() if key[0] == name and key not in ways and key not in hidden}
        edges[name] = tuple((target, text) for (_, target), text in (*ways.items(), *gone.items()))
        nodes[name] = _with_ways(node, [target for target, _ in edges[name]], found)
    removed = set(found.structure.removed)
    graph = replace(
        found.new,
        nodes=MappingProxyType(nodes),
        boxes=MappingProxyType({name: (found.old if name in removed else found.new).boxes[name] for name in nodes}),
        findings=MappingProxyType({**found.old.findings, **found.new.findings}),
        interventions=MappingProxyType({**found.old.interventions, **found.new.interventions}),
    )
    return Scheme(graph, edges, tuple(dict.fromkeys((found.new.start, _old_start(found)))))


def _old_start(found: Difference) -> str:
    return _names(found).get(found.old.start, found.old.start)


def hidden_edges(found: Difference) -> Edges:
    """Return the removed edges that would lead up the chart, against the order of the new version; none is drawn."""
    import networkx

    old, new = _both(found)
    both: networkx.DiGraph[str] = networkx.DiGraph(list(new))
    hidden: Edges = {}
    for (tail, head), text in old.items():
        if (tail, head) in new:
            continue
        if head in both and tail in both and networkx.has_path(both, head, tail):
            hidden[tail, head] = text
        else:
            both.add_edge(tail, head)
    return hidden


def _nodes(found: Difference) -> dict[str, Node]:
    """The nodes of the new version, and those that were removed."""
    return {**found.new.nodes, **{name: found.old.nodes[name] for name in found.structure.removed}}


def _names(found: Difference) -> Mapping[str, str]:
    """The ids of the old version that have another one in the new."""
    return {old: new for new, old in found.structure.renamed}


def _edges(graph: DecisionGraph, names: Mapping[str, str]) -> Edges:
    """What stands on the edges of a version, some of its nodes by other names."""
    return {
        (names.get(node.id, node.id), names.get(target, target)): text
        for node in graph.nodes.values()
        for target, text in edges_of(graph, node)
    }


def _both(found: Difference) -> tuple[Edges, Edges]:
    """The edges of the old version, by the ids of the new one, and of the new."""
    return _edges(found.old, _names(found)), _edges(found.new, {})


def _with_ways(node: Node, targets: list[str], found: Difference) -> Node:
    """A node that leads everywhere where either version leads; only its targets count for the layout."""
    if isinstance(node, Condition):
        return replace(node, branches=tuple(replace(node.branches[0], go=target) for target in targets))
    again = node.reassess and _names(found).get(node.reassess, node.reassess)
    return replace(node, then=next(iter(targets), None), reassess=again if again in _nodes(found) else None)


def version_marks(plan: Plan, found: Difference) -> Marks:
    """Return what was added, removed or changed, at boxes, answers and edges; each box of these has a sign."""
    altered: dict[str, Alteration] = dict.fromkeys(found.structure.added, Alteration.ADDED)
    altered |= dict.fromkeys(found.structure.removed, Alteration.REMOVED)
    words = {name: f"changed: {', '.join(what)}" for name, what in found.structure.changed}
    altered |= dict.fromkeys(words, Alteration.CHANGED)
    signs = {name: (Sign(SYMBOLS[kind], kind, words.get(name, str(kind))),) for name, kind in altered.items()}
    lines: dict[tuple[str, str], Alteration] = {}
    if _old_start(found) != found.new.start:
        lines = {("S0", found.new.start): Alteration.ADDED, ("S0", _old_start(found)): Alteration.REMOVED}
    for name, link in plan.links.items():
        if was := _link_was(found, name):
            altered[link] = Alteration.CHANGED
            signs[link] = (Sign(SYMBOLS[Alteration.CHANGED], Alteration.CHANGED, was),)
    before, _ = _both(found)
    for key, kind in _altered_edges(found).items():
        if key not in plan.ways:
            continue
        label = plan.ways[key]
        if label:
            altered[label] = kind
            if kind is Alteration.CHANGED:
                signs[label] = (Sign(SYMBOLS[kind], kind, f"was: {before[key]}"),)
        if kind is not Alteration.CHANGED:
            lines |= dict.fromkeys(pairwise((key[0], label, key[1]) if label else key), kind)
    return Marks(signs=signs, altered=altered, altered_lines=lines)


def _link_was(found: Difference, name: str) -> str:
    """Where the old version entered again from an action, if that is another box."""
    before = {_names(found).get(node.id, node.id): node for node in found.old.nodes.values()}.get(name)
    now = found.new.nodes.get(name)
    if not isinstance(before, Action) or not isinstance(now, Action):
        return ""
    target = before.reassess and _names(found).get(before.reassess, before.reassess)
    if target == now.reassess:
        return ""
    return f"was: enter again at {found.old.boxes[before.reassess]}" if before.reassess else "was: no entry again"


def _altered_edges(found: Difference) -> dict[tuple[str, str], Alteration]:
    old, new = _both(found)
    both = {key: Alteration.CHANGED for key in new if key in old and old[key] != new[key]}
    gone = {key: Alteration.REMOVED for key in old if key not in new}
    return {**both, **gone, **{key: Alteration.ADDED for key in new if key not in old}}


def version_entries(found: Difference) -> tuple[Entry, ...]:
    """Return the list beside the chart: whom the change concerns, and what differs in the file."""
    kinds = kinds_of_change(found)
    rows = [Entry(names_text(found), (verdict_text(found), version_text(found)))]
    rows += [
        Entry(f"{n}. {kind.ends}", tuple(_kind(kind)), findings=kind.regions[0].witness)
        for n, kind in enumerate(kinds[:MOST_KINDS], 1)
    ]
    if len(kinds) > MOST_KINDS:
        rows.append(Entry(f"and {len(kinds) - MOST_KINDS} more kinds of change: `hemgraph diff` prints them", ()))
    for title, regions in (
        ("Only the new version allows", found.admitted),
        ("The new version no longer allows", found.excluded),
    ):
        if regions:
            texts = tuple(region_text(region) for region in regions[:MOST_REGIONS])
            rows.append(Entry(title, texts, findings=regions[0].witness))
    if found.unknowns is not None:
        said = ", ".join(f"{name} {value_text(value)}" for name, value in found.unknowns.items()) or "nothing"
        texts = (f"this case, of which no more is known: {said}",)
        rows.append(
            Entry("With something unknown they say different things", texts, findings=found.unknowns, whole=False)
        )
    parts = found.structure
    rows += [_hidden(found)] if hidden_edges(found) else []
    rows += [_box(found.new, name, Alteration.ADDED) for name in parts.added]
    rows += [_box(found.old, name, Alteration.REMOVED) for name in parts.removed]
    rows += [_box(found.new, name, Alteration.CHANGED, what) for name, what in parts.changed]
    return tuple(rows)


def _hidden(found: Difference) -> Entry:
    """The removed edges that are not drawn."""
    names = {**found.old.boxes, **{_names(found).get(name, name): box for name, box in found.old.boxes.items()}}
    texts = [
        f"from old box {names[tail]}{f' ({text})' if text else ''} to old box {names[head]}"
        for (tail, head), text in hidden_edges(found).items()
    ]
    return Entry("Removed, and not drawn: edges against the new order", tuple(texts))


def _kind(kind: Kind) -> Iterator[str]:
    if kind.lost:
        yield f"no longer: {kind.lost}"
    if kind.won:
        yield f"newly: {kind.won}"
    for region in kind.regions[:MOST_REGIONS]:
        yield f"– {region_text(region)}"
    if not kind.whole:
        yield "too many to list; these are some"
    elif len(kind.regions) > MOST_REGIONS:
        yield f"and {len(kind.regions) - MOST_REGIONS} more regions"
    yield f"for instance: {witness_text(kind.regions[0])}"


def _box(graph: DecisionGraph, name: str, kind: Alteration, what: tuple[str, ...] = ()) -> Entry:
    texts = [node_text(graph, graph.nodes[name]), *([f"What: {', '.join(what)}"] if what else [])]
    return Entry(f"Box {graph.boxes[name]} {kind}", tuple(texts), SYMBOLS[kind], kind, name)
