"""Every refusal of hemgraph: faults with a place, what was found, and what would be right."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f]")
MOST_FAULTS = 200
"""How many faults are told at once; `faults` has all."""
MOST_TEXT = 2_000
"""How long the text of one may be."""


@dataclass(frozen=True, order=True)
class Place:
    """Where in a file; lines and columns count from 1, and 0 means the whole file.

    >>> str(Place("a.yaml", 3, 7)), str(Place("a.yaml"))
    ('a.yaml:3:7', 'a.yaml')
    """

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, with one line of help where there is any.

    >>> print(Fault("unknown key `aks`", "did you mean `ask`?", Place("a.yaml", 3, 7)))
    a.yaml:3:7: unknown key `aks`
      help: did you mean `ask`?
    """

    message: str
    help: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        where = f"{self.place}: " if self.place else ""
        return f"{where}{_short(self.message)}" + (f"\n  help: {_short(self.help)}" if self.help else "")


def _short(text: str) -> str:
    shown = _CONTROL.sub("\ufffd", text[:MOST_TEXT])  # what a terminal would obey
    return shown if len(text) <= MOST_TEXT else f"{shown}…"


class HemgraphError(Exception):
    """What every refusal is; `faults` holds all of them, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda f: (f.place is None, f.place or Place(""))))
        more = len(self.faults) - MOST_FAULTS
        shown = [*map(str, self.faults[:MOST_FAULTS]), *([f"and {more} more"] if more > 0 else [])]
        super().__init__("\n".join(shown))


class BadFile(HemgraphError):
    """A file that cannot be read, or that does not say what its format asks."""


class RefusedCase(HemgraphError):
    """A case that says something its graph does not know or allow."""


class BrokenLogic(HemgraphError):
    """A trace met a fault of the graph: a value without a branch, or with several."""


class NotDecided(HemgraphError):
    """The work budget ran out before an exact answer was found."""


class ToolFault(HemgraphError):
    """A program or library that is needed is not there, or failed."""


def refuse(message: str, help: str = "") -> HemgraphError:
    """Return an error with this one fault and no place."""
    return HemgraphError([Fault(message, help)])


def nearest(name: str, known: Iterable[str]) -> str:
    """Return a line of help that offers the nearest known names.

    >>> nearest("defict", ["deficit", "pain"])
    'did you mean `deficit`?'
    >>> nearest("x", ["deficit", "pain"])
    'known here: `deficit`, `pain`'
    >>> nearest("x", [])
    'none is known here'
    """
    from difflib import get_close_matches  # a command that finds no fault need not wait for it

    names = list(dict.fromkeys(known))
    if near := get_close_matches(name, names, n=3, cutoff=0.6):
        return "did you mean " + " or ".join(f"`{n}`" for n in near) + "?"
    if not names:
        return "none is known here"
    shown = ", ".join(f"`{n}`" for n in sorted(names)[:12])
    return f"known here: {shown}" + (f" and {len(names) - 12} more" if len(names) > 12 else "")
