"""The cases that generated code does not decide: something asked is unknown, or the case or the graph is at fault."""

from __future__ import annotations

from functools import cached_property

from ..case import Case
from ..errors import NotDecided
from ..graph import Action, Stance
from ..regions.logic import Logic
from ..trace import trace
from ..trace.answer import contradictions
from ..trace.walk import Walk, is_leaf, keys_on, walk
from ..trace.ways import ways_on
from .paths import Path, Paths
from .program import Program


class Slower:
    """Leaf and path of any case, by the reference."""

    def __init__(self, logic: Logic, paths: Paths) -> None:
        self.logic, self._paths = logic, paths

    def leaf_and_path(self, case: Case) -> tuple[str | None, int]:
        """Return the leaf and the number of the path. Raises what `trace` raises.

        Raises NotDecided, too, where the path of a case that stopped, and was settled all the same, has no number.
        """
        logic = self.logic
        if not contradictions(logic, case):
            way = walk(logic, logic.space.point(case))
            if is_leaf(logic.graph, way.nodes[-1]):
                if not self._clashes(way):
                    return way.nodes[-1], self._number(way)
            elif not way.refused:
                ends = ways_on(logic, way)
                if ends.leaves and ends.outcome is None:
                    return None, self._number(way)
        found = trace(logic, case)  # which raises what there is to raise
        return found.leaf, self._all().number(found)

    def path(self, number: int) -> Path:
        """Return the path of a number. Raises ValueError where there is none, NotDecided where that cannot be told."""
        return (self._paths if 0 <= number < self._paths.count else self._all()).path(number)

    def _all(self) -> Paths:
        """The same numbers, and those of paths that were settled after they stopped: these take a larger program."""
        if isinstance(self._settled, NotDecided):
            raise NotDecided(self._settled.faults)
        return self._settled

    @cached_property
    def _settled(self) -> Paths | NotDecided:
        try:
            paths = Paths(Program(self.logic))
            assert paths.shared is not None  # which may be too many
        except NotDecided as error:
            return error  # it took long to find out: it is not tried again
        return paths

    def _number(self, way: Walk) -> int:
        """The number of a walk to a leaf, or to where it stopped."""
        number = 0
        for name in way.nodes:
            if isinstance(self.logic.graph.nodes[name], Action):
                continue
            branch = self.logic.answer(way.point, name)
            if branch is None:
                branch = self.logic.conditions.unknown[name]
            if branch is not None:
                number += self._paths.offset[name, branch]
        return number

    def _clashes(self, way: Walk) -> bool:
        told = {(key[0], key[1] == Stance.AVOID) for key in keys_on(self.logic.graph, way.nodes)}
        return any((name, not avoid) in told for name, avoid in told)
