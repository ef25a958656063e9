"""What changed between two versions, in words: for the terminal and for the chart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..graph import DecisionGraph
from ..results import Changed, Difference, Key, Region, What
from ..values.domains import value_text
from . import few

_NO_ANSWER = {"refused": "no answer (a gap or an overlap)", "silent": "no guidance"}


@dataclass(frozen=True)
class Kind:
    """Patients who lose and get the same, and go from one box to one other.

    Where they are too many to list it is not `whole`: the only region has some of those who lose or get this, and
    `ends` is where one of them goes.
    """

    ends: str
    lost: str
    won: str
    regions: tuple[Region, ...]
    whole: bool = True


def kinds_of_change(found: Difference) -> list[Kind]:
    """Return the changes for patients, the heaviest first."""
    return [*_listed(found), *_some(found)]


Group = tuple[str | None, str | None, str, str, tuple[Key, ...], tuple[Key, ...]]


def _listed(found: Difference) -> Iterator[Kind]:
    groups: dict[Group, list[Changed]] = {}
    for row in found.changes:
        if row.about is None:
            lost = (
                tuple(sorted(row.old[1] - row.new[1])) if row.leaves[1] else ()
            )  # without an answer all of it is lost
            won = tuple(sorted(row.new[1] - row.old[1]))
            groups.setdefault((*row.leaves, row.old[0], row.new[0], lost, won), []).append(row)
    for (first, second, was, now, lost, won), rows in groups.items():
        ends = f"{end_text('old', found.old, first, was)} -> {end_text('new', found.new, second, now)}"
        regions = tuple(region for row in rows for region in row.regions)
        yield Kind(ends, said_text(found.old, lost), said_text(found.new, won), regions)


def _some(found: Difference) -> Iterator[Kind]:
    for row in found.changes:
        if row.about is None:
            continue
        what = what_text(found.new if row.newly else found.old, row.about)
        before, after = (
            end_text("old", found.old, row.leaves[0], row.old[0]),
            end_text("new", found.new, row.leaves[1], row.new[0]),
        )
        ends = f"{before} -> {after}"
        yield Kind(ends, "" if row.newly else what, what if row.newly else "", row.regions, whole=False)


def end_text(version: str, graph: DecisionGraph, leaf: str | None, status: str) -> str:
    """Return where a patient ends: the box, by its number in that version, and its title."""
    if leaf is None:
        return _NO_ANSWER["refused"]
    title = getattr(graph.nodes[leaf], "title", "")
    return f"{version} box {graph.boxes[leaf]}{' (no guidance)' if status == 'silent' else ''}: {title}"


def what_text(graph: DecisionGraph, what: What) -> str:
    """Return a recommendation, or that there is none."""
    return _NO_ANSWER[what] if isinstance(what, str) else said_text(graph, [what])


def said_text(graph: DecisionGraph, keys: Iterable[Key]) -> str:
    """Return recommendations as one text: `do Vertebroplasty (under local anaesthesia); ...`."""
    return "; ".join(_said(graph, key) for key in keys)


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


def names_text(found: Difference) -> str:
    """Return which two versions these are."""
    old, new = found.old, found.new
    if old.id == new.id:
        return f"{old.id} {old.version} -> {new.version}"
    return f"{old.id} {old.version} -> {new.id} {new.version}"


def verdict_text(found: Difference) -> str:
    """Return whether anybody is told anything else."""
    if found.equivalent:
        return "Nobody is told anything else: proved for every case that both versions allow, unknowns included."
    if found.equivalent is None and found.undecided:
        return "No difference was found for patients, but not all of it was decided."
    if found.equivalent is None:
        return "No whole patient is told anything else. Of cases with something unknown it was not decided."
    count = len(kinds_of_change(found))
    return f"{count} {'kind' if count == 1 else 'kinds'} of change for patients." if count else "The meaning changed."


def version_text(found: Difference) -> str:
    """Return what the version number has to become, and whether it did."""
    order = ("none", "patch", "minor", "major")
    short = order.index(found.raised) < order.index(found.needs)
    needs = {"none": "no step", "patch": "a patch step (words only)"}.get(found.needs, f"a {found.needs} step")
    raised = {"none": "it was not raised"}.get(found.raised, f"it was raised by a {found.raised} step")
    return f"Version: this needs {needs}; {raised}{': NOT ENOUGH' if short else ''}."


def file_rows(found: Difference) -> list[tuple[str, Sequence[str]]]:
    """Return what differs in the file, by kind."""
    parts = found.structure
    rows: list[tuple[str, Sequence[str]]] = [
        ("added", [f"`{name}`" for name in parts.added]),
        ("removed", [f"`{name}`" for name in parts.removed]),
        ("renamed", [f"`{was}` to `{now}`" for now, was in parts.renamed]),
        ("changed", [f"`{name}` ({', '.join(what)})" for name, what in parts.changed]),
        ("starts at", [f"`{parts.start[1]}`, was `{parts.start[0]}`"] if parts.start else []),
        ("impossible", parts.impossible),
        ("properties", parts.properties),
        ("newly in `otherwise`", [f"`{name}`: {values}" for name, values in parts.absorbed]),
    ]
    return [(words, names) for words, names in rows if names]
