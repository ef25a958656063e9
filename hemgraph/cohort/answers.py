"""The columns that are added to the rows: each a small dictionary, and the tips look it up."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from ..compile.ends import REFUSED_ROW, End
from ..compile.tree import Tip
from ..errors import Fault, HemgraphError
from ..graph import Action
from .engine import Lookup

if TYPE_CHECKING:
    import numpy
    import pyarrow
    from numpy.typing import NDArray

STANDARD = ("status", "leaf", "path", "missing")
BOXES = "boxes"
SET = "set"
"""The column of what every row was given instead of what its columns say."""


class Answers:
    """What each row is told, by its tip. With `boxes` the boxes of the path too, and with `recommends` the stances."""

    def __init__(self, lookup: Lookup, *, boxes: bool = False, recommends: bool = False) -> None:
        self.lookup, self.graph = lookup, lookup.plan.graph.model
        told = {
            r.intervention for node in self.graph.nodes.values() if isinstance(node, Action) for r in node.recommend
        }
        self.interventions = [name for name in self.graph.interventions if name in told] if recommends else []
        plan = lookup.plan
        instead = any(value is not None or name in plan.columns for name, value in plan.fixed.items())
        self.given = "; ".join(f"{name}={value}" for name, value in plan.given.items()) if instead else ""
        more = (*((BOXES,) if boxes else ()), *self.interventions, *((SET,) if self.given else ()))
        self.names = (*STANDARD, *more)

    def refuse_clash(self, columns: Sequence[str]) -> None:
        """Raise HemgraphError where a column of the rows has the name of one that is added."""
        low = {name.lower(): name for name in columns}
        taken = [low[name] for name in self.names if name in low]
        if taken:
            help = "rename it in the file: it would be there twice"
            raise HemgraphError([Fault(f"the rows have a column `{name}` already", help) for name in taken])

    def columns(self, tips: NDArray[numpy.int32]) -> list[pyarrow.Array]:
        """Return the columns for some rows."""
        import pyarrow

        indices = pyarrow.array(tips, mask=tips < 0)
        found = []
        for name in self.names:
            values = self._values[name]
            if name == "path":
                found.append(values.take(indices))
            elif name == "status":
                last = len(values) - 1
                found.append(pyarrow.DictionaryArray.from_arrays(*_coded(values, indices.fill_null(last))))
            else:
                found.append(pyarrow.DictionaryArray.from_arrays(*_coded(values, indices)))
        return found

    @cached_property
    def schema(self) -> list[pyarrow.Field]:
        """The columns that are added."""
        import pyarrow

        text = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
        return [pyarrow.field(name, pyarrow.int64() if name == "path" else text) for name in self.names]

    @cached_property
    def _values(self) -> dict[str, pyarrow.Array]:
        """Each column, for every tip."""
        import pyarrow

        tips = [(tip, tip.end) for tip in self.lookup.tips if isinstance(tip.end, End)]
        plain: dict[str, list[object]] = {
            "status": [end.status for _, end in tips],
            "leaf": [end.leaf for _, end in tips],
            "path": [self._number(tip, end) for tip, end in tips],
            "missing": [", ".join(end.missing) or None for _, end in tips],
            BOXES: [self._boxes(tip, end) for tip, end in tips],
            SET: [self.given for _ in tips],
        }
        found = {}
        for name in self.names:
            stances = name in self.interventions
            values = [self._stance(tip, name) for tip, _ in tips] if stances else plain[name]
            if name == "path":
                found[name] = pyarrow.array(values, pyarrow.int64())
            else:
                found[name] = pyarrow.array([*values, REFUSED_ROW if name == "status" else None], pyarrow.string())
        return found

    def _number(self, tip: Tip, end: End) -> int:
        paths = self.lookup.paths
        walked = sum(paths.offset[node, branch] for node, branch in tip.passed if branch is not None)
        return walked + paths.count * end.shared

    def _boxes(self, tip: Tip, end: End) -> str:
        return " ".join(str(self.graph.boxes[name]) for name, _ in (*tip.passed, *end.later))

    def _stance(self, tip: Tip, intervention: str) -> str | None:
        told = self.lookup.told(self.lookup.tips.index(tip))[1]
        stances = {str(key[1]) for key in told if key[0] == intervention}
        return ", ".join(stance for stance in ("do", "consider", "avoid") if stance in stances) or None


def _coded(values: pyarrow.Array, indices: pyarrow.Array) -> tuple[pyarrow.Array, pyarrow.Array]:
    """A column as codes and a dictionary without doubles."""
    import pyarrow

    coded = values.dictionary_encode()
    return coded.indices.take(indices).cast(pyarrow.int32()), coded.dictionary
