"""The usual entries of a case, read as strictly as all others but faster."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from ..files.entries import read_entries
from ..finding import Finding
from ..results import UNKNOWN
from ..values.domains import Boolean, Choice, Number, Value
from ..values.numbers import too_long


class _No:
    """Stands for no value, where None stands for one that is not known."""


_NO = _No()


class Reader:
    """Reads the entries of one graph."""

    def __init__(self, findings: Mapping[str, Finding]) -> None:
        self._findings = findings
        self._plan = tuple(
            (name, _exactly(finding), finding.domain.fault if isinstance(finding.domain, Number) else None)
            for name, finding in findings.items()
        )

    def read(self, entries: object) -> dict[str, Value] | None:
        """Return the known values as `read_entries` does, or None where there is a fault, or there may be one."""
        if type(entries) is not dict:
            return None
        found: dict[str, Value] = {}
        seen = 0
        for name, exactly, fault in self._plan:
            entry = entries.get(name, _NO)
            if entry is _NO:
                continue
            seen += 1
            value: Value | _No | None = _NO
            kind = type(entry)  # not isinstance: True is an int, and a text of another type may be equal to anything
            if kind is str or kind is bool:
                value = exactly.get(entry, _NO)
            elif fault and (kind is Decimal or kind is int):
                number = entry if kind is Decimal else Decimal(entry)
                if number.is_finite() and not too_long(number) and not fault(number):
                    value = number
            if isinstance(value, _No):
                value = self._other(name, entry)
                if isinstance(value, _No):
                    return None
            if value is not None:
                found[name] = value
        return found if seen == len(entries) else None

    def _other(self, name: str, entry: object) -> Value | _No | None:
        values, faults = read_entries({name: self._findings[name]}, {name: entry})
        return _NO if faults else values.get(name)


def _exactly(finding: Finding) -> Mapping[str | bool, Value | None]:
    """What some texts, and True and False, are; no number equals one of them, since only these types are looked up."""
    match finding.domain:
        case Boolean():
            return {True: True, False: False, "yes": True, "true": True, "no": False, "false": False, UNKNOWN: None}
        case Choice(options):
            return {**{option: option for option in options}, UNKNOWN: None}
        case Number():
            return {UNKNOWN: None}
