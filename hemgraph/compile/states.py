"""The parts of a program: states, the turns between them, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..diagram.conditions import REFUSED
from ..results import Key
from .formula import TRUE, Formula


@dataclass(frozen=True)
class Outcome:
    """A leaf and what is recommended on the way there; `clash` where that is to do and to avoid one thing."""

    leaf: str
    keys: frozenset[Key]
    clash: bool


@dataclass(frozen=True)
class Turn:
    """A way out of a state: for whom, by which branch, and to which state; both are REFUSED at a fault of the graph."""

    guard: Formula
    branch: int
    to: int


@dataclass(frozen=True)
class State:
    """A node with what must be remembered.

    A row takes the first of `turns` that holds. If none does, the answer is unknown: it takes `unknown`, or stops. Its
    ways on are then those of `ways` that hold; `apart` says that they never come to the same. `outcome` is that
    of a leaf. `behind` has the nodes of the way so far, where ways on begin at the start again; else it is 0.
    """

    node: str
    turns: tuple[Turn, ...] = ()
    unknown: Turn | None = None
    ways: tuple[Turn, ...] = ()
    apart: bool = False
    outcome: int | None = None
    behind: int = 0

    @property
    def known(self) -> tuple[Turn, ...]:
        """The turns that a row can take without stopping."""
        return (*self.turns, self.unknown) if self.unknown else self.turns

    @property
    def stops(self) -> bool:
        """Whether a row can stop here."""
        return self.outcome is None and (not self.known or self.known[-1].guard != TRUE)


def upward(states: Sequence[State], firsts: Iterable[int] = (0,), *, ways: bool = True) -> list[int]:
    """Return the states at and below some, each before those that lead to it; below a stop only with `ways`."""
    seen: dict[int, None] = {}
    waiting = [(n, False) for n in firsts]
    while waiting:  # without recursion: a graph can be deep
        n, done = waiting.pop()
        if done:
            seen[n] = None
        elif n not in seen:
            waiting.append((n, True))
            state = states[n]
            turns = (*state.known, *(state.ways if ways else ()))
            waiting.extend((turn.to, False) for turn in turns if turn.to != REFUSED)
    return list(seen)
