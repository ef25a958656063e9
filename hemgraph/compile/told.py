"""What a path says, whoever takes it: kept by its number, as long as there is room."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..regions.logic import Logic
from ..results import Given, Step
from ..trace.walk import given_on
from ..values.domains import Value
from .paths import Paths
from .steps import Steps

MOST_KEPT = 200_000
"""How many steps of paths are kept before all are forgotten."""


@dataclass(frozen=True)
class Told:
    """What makes the steps of a path from the findings of a case, and what is recommended on it."""

    steps: tuple[Callable[[Mapping[str, Value]], Step], ...]
    recommendations: tuple[Given, ...]


class Teller:
    """Tells what the paths of one graph say; nothing of a case is kept."""

    def __init__(self, logic: Logic, paths: Paths) -> None:
        self.logic, self._paths, self._steps = logic, paths, Steps(logic)
        self._told: dict[int, Told] = {}
        self._room = MOST_KEPT

    def told(self, number: int) -> Told:
        """Return what the path of a number says, which ends in a leaf."""
        found = self._told.get(number)
        if found is None:
            path = self._paths.path(number)
            given = given_on(self.logic.graph, path.nodes)
            found = Told(self._steps.of(path), given)
            if self._room < len(path.nodes):
                self._told, self._room = {}, MOST_KEPT
            self._room -= len(path.nodes)
            self._told[number] = found
        return found
