"""Which column has which finding, in which unit; and what is the same in every row."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from ..api import Graph
from ..errors import Fault, HemgraphError, nearest
from ..finding import Finding
from ..graph import Condition
from ..identity import told_names
from ..results import UNKNOWN
from ..values.domains import Boolean, Choice, Number, Value, value_text
from ..values.units import Quantity, factor

_WHOLE = re.compile(r"U?(TINY|SMALL|BIG)INT|U?INTEGER|HUGEINT")
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_NUMBER = re.compile(r"[+-]?[0-9.]+")
MOST_DIGITS = 18
"""With up to so many digits a decimal number fits in 64 bits without its point."""
EMPTY = '"NULL"'
"""The type of a column that never has a value."""


@dataclass(frozen=True)
class Read:
    """A finding that a column has: the name and type of the column, and the unit that its numbers are in."""

    finding: Finding
    column: str
    type: str
    unit: str | None = None
    factor: Fraction = Fraction(1)

    @property
    def is_whole(self) -> bool:
        """Whether the column holds whole numbers."""
        return bool(_WHOLE.fullmatch(self.type))

    @property
    def digits(self) -> tuple[int, int] | None:
        """How many digits its decimal numbers have, in all and after the point; None where it has no such numbers."""
        found = _DECIMAL.fullmatch(self.type)
        return (int(found[1]), int(found[2])) if found else None

    @property
    def places(self) -> int | None:
        """How many places the numbers of the column have, if they fit in 64 bits without the point; None for others."""
        if self.is_whole:
            return 0
        return self.digits[1] if self.digits and self.digits[0] <= MOST_DIGITS else None

    @property
    def is_text(self) -> bool:
        """Whether the column holds text."""
        return self.type == "VARCHAR" or self.type.startswith("ENUM")

    def entry(self, value: object) -> object:
        """Return a value of the column as an entry of a case; a float is its shortest text, one of 32 bits as such."""
        if isinstance(value, float) and self.type == "FLOAT" and isfinite(value):
            from numpy import float32

            value = Decimal(str(float32(value)))
        if value is None or self.unit is None or self.unit == self.finding.unit:
            return value
        if isinstance(value, float):
            if not isfinite(value):
                return value  # which is refused as such
            value = Decimal(repr(value))
        if isinstance(value, Decimal):
            return Quantity(value, self.unit)
        text = str(value).strip()
        return f"{text} {self.unit}" if _NUMBER.fullmatch(text) else value


@dataclass(frozen=True)
class Plan:
    """What is read of each row.

    `fixed` are findings that are the same in every row, None where nobody knows them. `unread` are columns that mean no
    finding.
    """

    graph: Graph
    reads: tuple[Read, ...]
    fixed: Mapping[str, Value | None]
    unread: tuple[str, ...]
    columns: tuple[str, ...] = field(default=())

    @property
    def given(self) -> dict[str, str]:
        """What every row is given, as a case file writes it, with its unit."""
        return {name: _written(self.graph.model.findings[name], value) for name, value in self.fixed.items()}


def _written(finding: Finding, value: Value | None) -> str:
    if value is None:
        return UNKNOWN
    return f"{value_text(value)} {finding.unit}" if isinstance(value, Decimal) and finding.unit else value_text(value)


def plan(
    graph: Graph,
    columns: Mapping[str, str],
    names: Sequence[str] = (),
    units: Sequence[str] = (),
    settings: Mapping[str, object] | None = None,
    known_units: Mapping[str, str] | None = None,
) -> Plan:
    """Return what to read of columns of these types. Raises HemgraphError with every fault at once.

    `names` say `column=finding`, `units` say `column=unit`; a column with the name of a finding needs no saying. Every
    finding that the graph asks needs a column or a setting: one that nobody knows is set to `unknown`.
    """
    found = _Planner(graph, columns)
    found.set(settings or {})
    found.name(names)
    found.measure(known_units or {}, found.pairs(units, "unit"))
    return found.done()


def pair(text: str) -> tuple[str, str]:
    """Return a column and what it has, of `column=finding`; only the name of a column can have a `=` of its own."""
    column, _, value = text.rpartition("=")
    return column, value


class _Planner:
    def __init__(self, graph: Graph, columns: Mapping[str, str]) -> None:
        self.graph, self.columns = graph, columns
        self.findings = graph.model.findings
        self.faults: list[Fault] = []
        self.fixed: dict[str, Value | None] = {}
        self.of: dict[str, str] = {}
        self.meant: set[str] = set()
        self.units: dict[str, str] = {}

    def pairs(self, said: Sequence[str], what: str) -> dict[str, str]:
        """Return what is said of columns, as `column=...`."""
        found: dict[str, str] = {}
        for text in said:
            column, value = pair(text)
            if not column or not value:
                self.faults.append(Fault(f"`{text}` names no {what}", f"write column={what}"))
            elif column not in self.columns:
                self.faults.append(Fault(f"there is no column `{column}`", nearest(column, told_names(self.columns))))
            elif found.setdefault(column, value) != value:
                both = f"`{found[column]}` and `{value}`"
                self.faults.append(Fault(f"two {what}s are given for column `{column}`: {both}", "give it one"))
        return found

    def set(self, settings: Mapping[str, object]) -> None:
        """Take what is the same in every row."""
        try:
            case = self.graph.case(settings)
        except HemgraphError as error:
            self.faults += error.faults
            self.fixed = dict.fromkeys(settings)
            return
        self.fixed = {name: case.findings.get(name) for name in settings}

    def name(self, said: Sequence[str]) -> None:
        """Find the column of each finding."""
        mapped = self.pairs(said, "finding")
        for finding in mapped.values():
            if finding not in self.findings:
                self.faults.append(Fault(f"unknown finding `{finding}`", nearest(finding, self.findings)))
        own = {column: column for column in self.columns if column in self.findings and column not in mapped}
        for column, finding in (*mapped.items(), *own.items()):
            self.meant.add(column)
            if finding in self.fixed or finding not in self.findings:
                continue
            if finding in self.of:
                both = f"`{self.of[finding]}` and `{column}`"
                help = "rename the other in the file" if finding in self.columns else "map only one to it"
                self.faults.append(Fault(f"two columns have the finding `{finding}`: {both}", help))
            self.of[finding] = column

    def measure(self, known: Mapping[str, str], said: Mapping[str, str]) -> None:
        """Take the units of columns; those that were said must be of one that means a finding."""
        self.faults += [
            Fault(f"column `{column}` has a unit, but means no finding", "map it to one: --map column=finding")
            for column in said
            if column not in self.meant
        ]
        self.faults += [
            Fault(f"column `{column}` is in `{known[column]}`, says the file, and `{unit}` was said", "one is wrong")
            for column, unit in said.items()
            if known.get(column, unit) != unit
        ]
        self.units = {**known, **said}

    def done(self) -> Plan:
        """Return the plan, or raise every fault."""
        model = self.graph.model
        asked = {name for node in model.nodes.values() if isinstance(node, Condition) for name in node.findings}
        free = [column for column in self.columns if column not in self.of.values()]
        for name in self.findings:
            if name in asked and name not in self.of and name not in self.fixed:
                alike = [column for column in free if column.lower() == name] or told_names(free)
                help = f"map one to it: --map column={name}, or if nobody knows it: --set {name}=unknown"
                near = f"{nearest(name, alike)}; ".replace("?; ", "? ") if alike else ""
                self.faults.append(Fault(f"no column has the finding `{name}`", near + help))
        reads = [read for name, column in self.of.items() if (read := self._read(name, column))]
        if self.faults:
            raise HemgraphError(self.faults)
        reads.sort(key=lambda read: list(self.findings).index(read.finding.id))
        return Plan(self.graph, tuple(reads), self.fixed, tuple(free), tuple(self.columns))

    def _read(self, name: str, column: str) -> Read | None:
        finding, type = self.findings[name], self.columns[column]
        unit = self.units.get(column)
        read = Read(finding, column, type, unit)
        match finding.domain:
            case Choice():
                right, wanted = False, "text"
            case Boolean():
                right, wanted = type == "BOOLEAN", "BOOLEAN or text"
            case _:
                right = read.is_whole or read.digits is not None or type in ("DOUBLE", "FLOAT")
                wanted = "numbers, or text"
        if not (right or read.is_text or type == EMPTY):
            message = f"column `{column}` is {type}, which cannot hold the {finding.type} `{name}`"
            self.faults.append(Fault(message, f"it is to be {wanted}"))
            return None
        if unit is None:
            return read
        try:
            if not isinstance(finding.domain, Number):
                raise ValueError(f"`{name}` is a {finding.type}, and has no unit\nleave the unit out")
            return Read(finding, column, type, unit, factor(unit, finding.unit))
        except ValueError as error:
            message, _, help = str(error).partition("\n")
            self.faults.append(Fault(f"column `{column}`: {message}", help))
            return None
