"""What differs in two versions: marks on their one chart, and the list beside it."""

from __future__ import annotations

from collections.abc import Iterator

from ...graph import Action, DecisionGraph
from ...results import Difference
from ...values.domains import value_text
from ...wording import node_text
from ...wording.changes import Kind, kinds_of_change, names_text, region_text, verdict_text, version_text, witness_text
from ..model.plan import START, Plan
from ..model.versions import both_edges, hidden_edges, new_names, old_start
from .overlay import SYMBOLS, Alteration, Marks, Sign
from .sidebar import Entry

MOST_REGIONS = 3
"""How many regions of one kind of change are listed beside the chart."""
MOST_KINDS = 12
"""How many kinds of change are listed beside the chart."""


def version_marks(plan: Plan, found: Difference) -> Marks:
    """Return what was added, removed or changed, at boxes, answers and edges; each box of these has a sign."""
    altered: dict[str, Alteration] = dict.fromkeys(found.structure.added, Alteration.ADDED)
    altered |= dict.fromkeys(found.structure.removed, Alteration.REMOVED)
    words = {name: f"changed: {', '.join(what)}" for name, what in found.structure.changed}
    altered |= dict.fromkeys(words, Alteration.CHANGED)
    signs = {name: (Sign(SYMBOLS[kind], kind, words.get(name, str(kind))),) for name, kind in altered.items()}
    lines: dict[tuple[str, str], Alteration] = {}
    if old_start(found) != found.new.start:
        lines = {(START, found.new.start): Alteration.ADDED, (START, old_start(found)): Alteration.REMOVED}
    for name, link in plan.links.items():
        if was := _link_was(found, name):
            altered[link] = Alteration.CHANGED
            signs[link] = (Sign(SYMBOLS[Alteration.CHANGED], Alteration.CHANGED, was),)
    before, _ = both_edges(found)
    kinds = _altered_edges(found)
    captions: dict[str, list[tuple[str, str]]] = {}
    for edge in plan.ways:
        kind = kinds.get(edge)
        if caption := plan.ways[edge]:
            captions.setdefault(caption, []).append(edge)
        if kind and kind is not Alteration.CHANGED:
            lines[edge] = kind
    for caption, edges in captions.items():
        changed = [edge for edge in edges if kinds.get(edge) is Alteration.CHANGED]
        if len({kinds.get(edge) for edge in edges}) == 1 and edges[0] in kinds:
            altered[caption] = kinds[edges[0]]
        elif changed:
            altered[caption] = Alteration.CHANGED
        if changed:
            was = "; ".join(dict.fromkeys(f"was: {before[edge]}" for edge in changed))
            signs[caption] = (Sign(SYMBOLS[Alteration.CHANGED], Alteration.CHANGED, was),)
    return Marks(signs=signs, altered=altered, altered_lines=lines)


def _link_was(found: Difference, name: str) -> str:
    """Where the old version entered again from an action, if that is another box."""
    before = {new_names(found).get(node.id, node.id): node for node in found.old.nodes.values()}.get(name)
    now = found.new.nodes.get(name)
    if not isinstance(before, Action) or not isinstance(now, Action):
        return ""
    target = before.reassess and new_names(found).get(before.reassess, before.reassess)
    if target == now.reassess:
        return ""
    return f"was: enter again at {found.old.boxes[before.reassess]}" if before.reassess else "was: no entry again"


def _altered_edges(found: Difference) -> dict[tuple[str, str], Alteration]:
    old, new = both_edges(found)
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
    names = {**found.old.boxes, **{new_names(found).get(name, name): box for name, box in found.old.boxes.items()}}
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
