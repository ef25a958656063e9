"""A difference for a committee: patients first, heaviest first, then the file, then the version number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..graph import DecisionGraph
from ..results import Changed, Difference, Key, Region, What
from ..values.domains import value_text
from ..wording import few
from .text import Strong, hang

MOST_SHOWN = 20
"""How many regions of patients are told."""


def difference_text(found: Difference, strong: Strong = str) -> str:
    """Return a difference as lines of at most 80 columns."""
    parts = [
        _head(found, strong),
        _changes(found, strong),
        _some(found, strong),
        _undecided(found, strong),
        _regions("PATIENTS WHOM ONLY THE NEW VERSION ALLOWS", found.admitted, strong),
        _regions("PATIENTS WHOM THE NEW VERSION NO LONGER ALLOWS", found.excluded, strong),
        _unknowns(found, strong),
        _file(found, strong),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _head(found: Difference, strong: Strong) -> Iterator[str]:
    old, new = found.old, found.new
    same = f"{old.id} " if old.id == new.id else ""
    names = f"{same}{'' if same else f'{old.id} '}{old.version} -> {'' if same else f'{new.id} '}{new.version}"
    yield strong(names)
    if found.equivalent:
        said = "Nobody is told anything else: proved for every case that both versions allow, unknowns included"
    elif found.equivalent is None and found.undecided:
        said = "No difference was found for patients, but not all of it was decided"
    elif found.equivalent is None:
        said = "No whole patient is told anything else. Of cases with something unknown it was not decided"
    else:
        count = len(_grouped(found.changes)) + sum(row.about is not None for row in found.changes)
        said = f"{count} {'kind' if count == 1 else 'kinds'} of change for patients" if count else "The meaning changed"
    yield from hang(f"{said}.", "  ")
    order = ("none", "patch", "minor", "major")
    short = order.index(found.raised) < order.index(found.needs)
    needs = {"none": "no step", "patch": "a patch step (words only)"}.get(found.needs, f"a {found.needs} step")
    raised = {"none": "it was not raised"}.get(found.raised, f"it was raised by a {found.raised} step")
    yield from hang(f"Version: this needs {needs}; {raised}{': NOT ENOUGH' if short else ''}.", "  ")


Group = tuple[str | None, str | None, str, str, tuple[Key, ...], tuple[Key, ...]]


def _grouped(changes: Sequence[Changed]) -> dict[Group, list[Changed]]:
    """The changes by where they end, what is no longer said, and what is said newly; in their order."""
    found: dict[Group, list[Changed]] = {}
    for row in changes:
        if row.about is not None:
            continue
        lost = tuple(sorted(row.old[1] - row.new[1])) if row.leaves[1] else ()  # without an answer all of it is lost
        won = tuple(sorted(row.new[1] - row.old[1]))
        found.setdefault((*row.leaves, row.old[0], row.new[0], lost, won), []).append(row)
    return found


def _changes(found: Difference, strong: Strong) -> Iterator[str]:
    groups = _grouped(found.changes)
    if not groups:
        return
    yield strong("CHANGES FOR PATIENTS, THE HEAVIEST FIRST")
    shown = 0
    for n, ((first, second, was, now, lost, won), rows) in enumerate(groups.items(), 1):
        ends = f"{_end(found.old, first, was)} -> {_end(found.new, second, now)}"
        left = " " * len(f"{n}. ")
        yield from hang(ends, f"{n}. ", left)
        for words, keys, graph in (("no longer", lost, found.old), ("newly", won, found.new)):
            if keys:
                yield from hang(f"{words}: {'; '.join(_said(graph, key) for key in keys)}", left, left + "  ")
        regions = [region for row in rows for region in row.regions]
        for region in regions[: max(MOST_SHOWN - shown, 1)]:
            yield from hang(region_text(region), f"{left}- ")
        if len(regions) > max(MOST_SHOWN - shown, 1):
            yield f"{left}and {len(regions) - max(MOST_SHOWN - shown, 1)} more regions"
        shown += len(regions)
        yield from hang(witness_text(regions[0]), f"{left}for instance: ", f"{left}  ")


def _some(found: Difference, strong: Strong) -> Iterator[str]:
    """Changes of which not all patients can be listed."""
    rows = [row for row in found.changes if row.about is not None]
    if not rows:
        return
    yield strong("CHANGES FOR PATIENTS: TOO MANY TO LIST, SOME OF EACH KIND, THE HEAVIEST FIRST")
    for n, row in enumerate(rows, 1):
        left = " " * len(f"{n}. ")
        yield from hang(_about(found, row), f"{n}. ", left)
        (region,) = row.regions
        yield from hang(region_text(region), f"{left}- ")
        yield from hang(witness_text(region), f"{left}for instance: ", f"{left}  ")
        ends = f"{_end(found.old, row.leaves[0], row.old[0])} -> {_end(found.new, row.leaves[1], row.new[0])}"
        yield from hang(ends, f"{left}of whom one goes: ", f"{left}  ")


def _about(found: Difference, row: Changed) -> str:
    assert row.about is not None
    return f"{'newly' if row.newly else 'no longer'}: {_what(found.new if row.newly else found.old, row.about)}"


def _what(graph: DecisionGraph, what: What) -> str:
    return _NO_ANSWER[what] if isinstance(what, str) else _said(graph, what)


_NO_ANSWER = {"refused": "no answer (a gap or an overlap)", "silent": "no guidance"}


def _undecided(found: Difference, strong: Strong) -> list[str]:
    if not found.undecided:
        return []
    graphs = [found.new, found.old]
    names = [
        _what(next(g for g in graphs if isinstance(what, str) or what[0] in g.interventions), what)
        for what in found.undecided
    ]
    text = f"Whether other patients are told by one version alone: {'; '.join(names)}. Raise it with --budget."
    return [strong("NOT DECIDED"), *hang(text, "  ")]


def _end(graph: DecisionGraph, leaf: str | None, status: str) -> str:
    if leaf is None:
        return "no answer (a gap or an overlap)"
    title = getattr(graph.nodes[leaf], "title", "")
    return f"box {graph.boxes[leaf]}{' (no guidance)' if status == 'silent' else ''}: {title}"


def _said(graph: DecisionGraph, key: Key) -> str:
    more = ", ".join(part for part in key[2:] if part)
    return f"{key[1]} {graph.interventions[key[0]]}{f' ({more})' if more else ''}"


def region_text(region: Region) -> str:
    """Return the tests of a region by the ids of findings."""
    words = (f"{name}: {few(str(values).split(', '), ' or ')}" for name, values in region.tests.items())
    return "; ".join(words) or "every patient"


def witness_text(region: Region) -> str:
    """Return the values that show a region."""
    return ", ".join(f"{name} {value_text(value)}" for name, value in region.witness.items()) or "anybody"


def _regions(title: str, regions: Sequence[Region], strong: Strong) -> Iterator[str]:
    if not regions:
        return
    yield strong(title)
    for region in regions[:MOST_SHOWN]:
        yield from hang(region_text(region), "  - ")
    if len(regions) > MOST_SHOWN:
        yield f"  and {len(regions) - MOST_SHOWN} more"


def _unknowns(found: Difference, strong: Strong) -> Iterator[str]:
    if found.unknowns is None:
        return
    yield strong("WITH SOMETHING UNKNOWN")
    known = ", ".join(f"{name} {value_text(value)}" for name, value in found.unknowns.items())
    text = f"Every whole patient is told the same, but not this case, of whom no more is known: {known or 'nothing'}"
    yield from hang(text, "  ")


def _file(found: Difference, strong: Strong) -> list[str]:
    parts = found.structure
    lines: list[str] = []
    rows: list[tuple[str, Sequence[str]]] = [
        ("added", [f"`{name}`" for name in parts.added]),
        ("removed", [f"`{name}`" for name in parts.removed]),
        ("renamed", [f"`{was}` to `{now}`" for now, was in parts.renamed]),
        ("changed", [f"`{name}` ({', '.join(what)})" for name, what in parts.changed]),
        ("properties", parts.properties),
        ("newly in `otherwise`", [f"`{name}`: {values}" for name, values in parts.absorbed]),
    ]
    for words, names in rows:
        if names:
            lines += hang(f"{words}: {'; '.join(names)}", "  ", "    ")
    return [strong("IN THE FILE"), *lines] if lines else []
