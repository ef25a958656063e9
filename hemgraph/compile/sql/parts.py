"""The columns of one query, layer by layer: each looks at those before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING

from ...errors import Fault, NotDecided
from ...graph import Action, Stance
from ...results import Key
from ..ends import FAULT, REFUSED_ROW, End, Ends
from ..formula import FALSE, TRUE
from ..partly import pruned
from ..tree import Split, Tip, Tree, Trees
from .words import Cell, among, case, named, quoted, test

if TYPE_CHECKING:
    from .query import Query

WORD = 62
"""How many bits of a set a column holds."""
Columns = list[tuple[str, str]]


@dataclass(frozen=True)
class Wants:
    """What is wanted beside status, leaf, number of the path and missing findings."""

    boxes: bool = False
    recommendations: bool = False


STANDARD = Wants()


@dataclass(frozen=True)
class Sum:
    """What is added up along a walk: how a tip of a tree is written, what a refused row has, how two are joined."""

    name: str
    write: Callable[[Tip], str]
    fault: str
    join: str


class Parts:
    """The columns of one query; the name of each begins with a prefix, a letter, and the number of the step.

    c: cells; x: what the tree of a step comes to; e, p, b, k: where a row is, and the number, boxes and recommendations
    of its path so far.
    """

    def __init__(self, query: Query, cells: Mapping[str, Cell], wants: Wants, prefix: str) -> None:
        self.query, self.wants, self.prefix = query, wants, prefix
        self.graph, self.paths = query.graph, query.paths
        self.inputs: Columns = [
            (f"{prefix}c{n}", cell) for n, cell in enumerate(cells.values()) if isinstance(cell, str)
        ]
        self.cells: dict[str, Cell] = {
            name: f"{prefix}c{n}" if isinstance(cell, str) else cell for n, (name, cell) in enumerate(cells.items())
        }
        counts = query.logic.space.cells
        self.masks = {
            name: (1 << counts[name].count + 1) - 1 if isinstance(cell, str) else 1 << cell
            for name, cell in cells.items()
        }
        self.trees = Trees(Ends(query.paths, query.common if wants.recommendations else None), self.masks)
        self.places: dict[End | int, int] = {FAULT: 0}
        """Each end, and each state where a later tree begins, with the number that stands for it."""
        for step in self.trees.steps:
            for tree in step.values():
                self._find_places(tree)
        self.modulus = len(self.places)
        if self.paths.count * (len(self.paths.shared) + 1) * self.modulus >= 1 << 63:
            raise NotDecided([Fault("too many paths to number them in a column", "split the graph")])

    def layers(self) -> list[Columns]:
        """Return the columns, layer by layer."""
        found = [self.inputs] if self.inputs else []
        for k, step in enumerate(self.trees.steps):
            found.append([(f"{self.prefix}x{each.name}{k}", self._step(k, step, each)) for each in self._sums])
            found.append(self._unpacked(k))
        return found

    def told(self) -> Columns:
        """Return the columns that are the answer."""
        found = [
            ("status", self._by(lambda end: end.status)),
            ("leaf", self._by(lambda end: end.leaf)),
            ("path", self._path()),
            ("missing", self._by(lambda end: ", ".join(end.missing) or None)),
        ]
        if self.wants.boxes:
            found.append(("boxes", case([(self._clear, f"SUBSTR({self._last('b')}, 2)")])))
        if self.wants.recommendations:
            found += [(named(name), self._stance(name)) for name in self.query.interventions]
        return found

    # ---- the walk

    def _find_places(self, tree: Tree) -> None:
        match tree:
            case Tip(end, _):
                self.places.setdefault(end, len(self.places))
            case Split(parts):
                for _, below in parts:
                    self._find_places(below)

    @cached_property
    def _sums(self) -> list[Sum]:
        found = [Sum("p", self._write_number, "0", "+")]
        if self.wants.boxes:
            found.append(Sum("b", self._write_boxes, "''", "||"))
        if self.wants.recommendations:
            found += [Sum(f"k{word}_", partial(self._write_keys, word), "0", "|") for word in self._words]
        return found

    def _write_number(self, tip: Tip) -> str:
        number = sum(self.paths.offset[node, branch] for node, branch in tip.passed if branch is not None)
        if isinstance(tip.end, End):
            number += self.paths.count * tip.end.shared
        return str(number * self.modulus + self.places[tip.end])

    def _write_boxes(self, tip: Tip) -> str:
        names = [node for node, _ in tip.passed]
        if isinstance(tip.end, End) and tip.end.shared:
            nodes = self.paths.shared[tip.end.shared - 1]
            names += [name for n, name in enumerate(self.paths.logic.order) if nodes >> n & 1]
        return quoted("".join(f" {self.graph.boxes[name]}" for name in names))

    def _write_keys(self, word: int, tip: Tip) -> str:
        found = set(tip.end.keys if isinstance(tip.end, End) else ())
        for name, _ in tip.passed:
            node = self.graph.nodes[name]
            found |= {each.key for each in node.recommend} if isinstance(node, Action) else set()
        return str(word_of(self._bits(found), word))

    def _step(self, k: int, step: Mapping[int, Tree], each: Sum) -> str:
        if k:
            here = [
                (f"{self.prefix}e{k - 1} = {self.places[n]}", self._written(tree, each)) for n, tree in step.items()
            ]
            return case(here)
        refused = self._refused
        return case([(refused, each.fault), (f"NOT ({refused})", self._written(step[0], each))])

    def _written(self, tree: Tree, each: Sum) -> str:
        match tree:
            case Tip():
                return each.write(tree)
            case Split(parts):
                return case((test(guard, self.cells), self._written(below, each)) for guard, below in parts)

    @cached_property
    def _refused(self) -> str:
        """Which rows are refused before they walk: a value is none of its finding, or nobody has all of them."""
        known = " + ".join(name for name, _ in self.inputs)
        refused = f"({known}) IS NULL" if known else "1 = 0"
        contradicts = pruned(self.query.program.contradicts, self.masks)
        if contradicts == TRUE:
            return "1 = 1"
        return refused if contradicts == FALSE else f"{refused} OR {test(contradicts, self.cells)}"

    def _unpacked(self, k: int) -> Columns:
        """What each row has added up after a step, and where it is."""
        add, m = self.prefix, self.modulus
        here, away = f"{add}xp{k} IS NOT NULL", f"{add}xp{k} IS NULL"
        end = f"{add}xp{k} % {m}"
        found = [(f"{add}e{k}", case([(here, end), (away, f"{add}e{k - 1}")]) if k else end)]
        for each in self._sums:
            new = f"{add}x{each.name}{k}"
            new = f"{new} // {m}" if each.name == "p" else new
            was = f"{add}{each.name}{k - 1}"
            value = case([(here, f"{was} {each.join} {new}"), (away, was)]) if k else new
            found.append((f"{add}{each.name}{k}", value))
        return found

    # ---- the answer

    def _last(self, name: str) -> str:
        return f"{self.prefix}{name}{len(self.trees.steps) - 1}"

    @cached_property
    def ends(self) -> dict[End, int]:
        """Every end with its number."""
        return {end: n for end, n in self.places.items() if isinstance(end, End)}

    @cached_property
    def _clear(self) -> str:
        """Which rows are not refused."""
        return among(self._last("e"), (n for end, n in self.ends.items() if end != FAULT))

    def _by(self, told: Callable[[End], str | None]) -> str:
        """A text that an end decides. A row that came to none is refused: a query never guesses."""
        by: dict[str, list[int]] = {}
        for end, n in self.ends.items():
            if (text := told(end)) is not None:
                by.setdefault(text, []).append(n)
        parts = [(among(self._last("e"), numbers), quoted(text)) for text, numbers in by.items()]
        if REFUSED_ROW in by:
            parts.append((f"{self._last('e')} IS NULL", quoted(REFUSED_ROW)))
        return case(parts) if parts else "CAST(NULL AS VARCHAR)"

    def _path(self) -> str:
        return case([(self._clear, self._last("p"))])

    # ---- recommendations

    @property
    def _words(self) -> range:
        return range(max(1, -(-len(self.query.keys) // WORD)))

    def _bits(self, keys: Iterable[Key]) -> int:
        return sum(1 << self.query.keys[key] for key in keys)

    def _stance(self, intervention: str) -> str:
        """What is said of an intervention: one stance, or some with commas between."""
        told = {stance: self._bits(k for k in self.query.keys if k[:2] == (intervention, stance)) for stance in Stance}
        parts: list[tuple[list[str], list[str]]] = [([], [])]
        for stance, bits in told.items():
            if bits:
                is_told = " OR ".join(
                    f"({self._last(f'k{word}_')} & {mask}) <> 0"
                    for word in self._words
                    if (mask := word_of(bits, word))
                )
                parts = [
                    ([*tests, sign.format(is_told)], [*names, *more])
                    for tests, names in parts
                    for sign, more in (("({})", [str(stance)]), ("NOT ({})", []))
                ]
        values = case((" AND ".join(tests), quoted(", ".join(names))) for tests, names in parts if names)
        return case([(self._clear, values)])


def word_of(bits: int, word: int) -> int:
    """Return one word of a set of bits."""
    return bits >> word * WORD & (1 << WORD) - 1
