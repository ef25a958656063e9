"""One graph as a query: what becomes of each row, in columns beside those of the row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from ...graph import Action
from ...regions.logic import Logic
from ...results import Key
from ..paths import Paths
from ..program import Program, Wanted
from .parts import STANDARD, Columns, Parts, Wants
from .words import Cell


class Query:
    """The query of one graph; it is made once for all rows.

    Raises NotDecided where the graph is too large to tell by columns what unknown findings come to.
    """

    def __init__(self, logic: Logic) -> None:
        self.logic = logic
        self.graph = logic.graph
        self.program = Program(logic)
        self.paths = Paths(self.program)

    @cached_property
    def common(self) -> Program:
        """The program that tells what all ways on recommend."""
        return Program(self.logic, Wanted.COMMON)

    @cached_property
    def keys(self) -> Mapping[Key, int]:
        """Every recommendation that is told somewhere, with the number of its bit."""
        told = (each.key for node in self.graph.nodes.values() if isinstance(node, Action) for each in node.recommend)
        return {key: n for n, key in enumerate(dict.fromkeys(told))}

    def columns(self, wants: Wants = STANDARD) -> tuple[str, ...]:
        """Return the names of the columns that are added."""
        more = ("boxes",) if wants.boxes else ()
        return ("status", "leaf", "path", "missing", *more, *(self.interventions if wants.recommendations else ()))

    @cached_property
    def interventions(self) -> tuple[str, ...]:
        """The interventions that are told somewhere, in the order of the file."""
        told = {key[0] for key in self.keys}
        return tuple(name for name in self.graph.interventions if name in told)

    def select(
        self,
        source: str,
        keep: Sequence[str],
        cells: Mapping[str, Cell],
        wants: Wants = STANDARD,
        prefix: str = "h_",
    ) -> str:
        """Return SQL with some columns of a source, as SQL, and those that are added to them.

        The source is the name of a table, or a query in brackets. `cells` has for each finding the SQL of the number of
        its cell (NULL where the value is none of the finding), or the number itself where all rows have the same. No
        column of the source may begin with the prefix.
        """
        parts = Parts(self, cells, wants, prefix)
        made = source
        for layer in parts.layers():
            made = f"(SELECT *, {_listed(layer)} FROM {made} AS {prefix}t)"  # noqa: S608 - texts are quoted
        told = _listed(parts.told())
        return f"SELECT {', '.join([*keep, told])} FROM {made} AS {prefix}t"  # noqa: S608


def _listed(columns: Columns) -> str:
    return ", ".join(f"{value} AS {name}" for name, value in columns)
