"""A difference for a committee: patients first, heaviest first, then the file, then the version number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..results import Difference, Region
from ..values.domains import value_text
from ..wording.changes import (
    Kind,
    file_rows,
    kinds_of_change,
    names_text,
    region_text,
    verdict_text,
    version_text,
    what_text,
    witness_text,
)
from .text import Strong, hang

MOST_SHOWN = 20
"""How many regions of patients, and how many kinds of change, are told."""


def difference_text(found: Difference, strong: Strong = str) -> str:
    """Return a difference as lines of at most 80 columns."""
    kinds = kinds_of_change(found)
    parts = [
        _head(found, strong),
        _changes([kind for kind in kinds if kind.whole], strong),
        _some([kind for kind in kinds if not kind.whole], strong),
        _undecided(found, strong),
        _regions("PATIENTS WHOM ONLY THE NEW VERSION ALLOWS", found.admitted, strong),
        _regions("PATIENTS WHOM THE NEW VERSION NO LONGER ALLOWS", found.excluded, strong),
        _listed("CASES THAT ARE REFUSED NOW: WHERE", found.structure.lost, strong),
        _listed("CASES THAT ARE NO LONGER REFUSED: WHERE", found.structure.gained, strong),
        _unknowns(found, strong),
        _listed("WORDS THAT A READER SEES OTHERWISE", found.structure.words, strong),
        _file(found, strong),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _head(found: Difference, strong: Strong) -> Iterator[str]:
    yield strong(names_text(found))
    yield from hang(verdict_text(found), "  ")
    yield from hang(version_text(found), "  ")


def _changes(kinds: Sequence[Kind], strong: Strong) -> Iterator[str]:
    if not kinds:
        return
    yield strong("CHANGES FOR PATIENTS, THE HEAVIEST FIRST")
    shown = 0
    for n, kind in enumerate(kinds[:MOST_SHOWN], 1):
        left = " " * len(f"{n}. ")
        yield from hang(kind.ends, f"{n}. ", left)
        for words, said in (("no longer", kind.lost), ("newly", kind.won)):
            if said:
                yield from hang(f"{words}: {said}", left, left + "  ")
        most = max(MOST_SHOWN - shown, 1)
        for region in kind.regions[:most]:
            yield from hang(region_text(region), f"{left}- ")
        if len(kind.regions) > most:
            yield f"{left}and {len(kind.regions) - most} more regions"
        shown += len(kind.regions)
        yield from hang(witness_text(kind.regions[0]), f"{left}for instance: ", f"{left}  ")
    if len(kinds) > MOST_SHOWN:
        yield f"and {len(kinds) - MOST_SHOWN} more kinds"


def _some(kinds: Sequence[Kind], strong: Strong) -> Iterator[str]:
    """Changes of which not all patients can be listed."""
    if not kinds:
        return
    yield strong("CHANGES FOR PATIENTS: TOO MANY TO LIST, SOME OF EACH KIND, THE HEAVIEST FIRST")
    for n, kind in enumerate(kinds[:MOST_SHOWN], 1):
        left = " " * len(f"{n}. ")
        yield from hang(f"no longer: {kind.lost}" if kind.lost else f"newly: {kind.won}", f"{n}. ", left)
        (region,) = kind.regions
        yield from hang(region_text(region), f"{left}- ")
        yield from hang(witness_text(region), f"{left}for instance: ", f"{left}  ")
        yield from hang(kind.ends, f"{left}of whom one goes: ", f"{left}  ")
    if len(kinds) > MOST_SHOWN:
        yield f"and {len(kinds) - MOST_SHOWN} more kinds"


def _undecided(found: Difference, strong: Strong) -> list[str]:
    if not found.undecided:
        return []
    graphs = [found.new, found.old]
    names = [
        what_text(next(g for g in graphs if isinstance(what, str) or what[0] in g.interventions), what)
        for what in found.undecided
    ]
    text = f"Whether other patients are told by one version alone: {'; '.join(names)}. Raise it with --budget."
    return [strong("NOT DECIDED"), *hang(text, "  ")]


def _regions(title: str, regions: Sequence[Region], strong: Strong) -> Iterator[str]:
    if not regions:
        return
    yield strong(title)
    for region in regions[:MOST_SHOWN]:
        yield from hang(region_text(region), "  - ")
    if len(regions) > MOST_SHOWN:
        yield f"  and {len(regions) - MOST_SHOWN} more"


def _listed(title: str, rows: Sequence[str], strong: Strong) -> list[str]:
    return [strong(title), *(line for row in rows for line in hang(row, "  - "))] if rows else []


def _unknowns(found: Difference, strong: Strong) -> Iterator[str]:
    if found.unknowns is None:
        return
    yield strong("WITH SOMETHING UNKNOWN")
    known = ", ".join(f"{name} {value_text(value)}" for name, value in found.unknowns.items())
    text = f"Every whole patient is told the same, but not this case, of whom no more is known: {known or 'nothing'}"
    yield from hang(text, "  ")


def _file(found: Difference, strong: Strong) -> list[str]:
    lines = [line for words, names in file_rows(found) for line in hang(f"{words}: {'; '.join(names)}", "  ", "    ")]
    return [strong("IN THE FILE"), *lines] if lines else []
