"""Findings, and tests on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .values.domains import Boolean, Choice, Domain, Number, Value, value_text
from .values.sets import ValueSet


@dataclass(frozen=True)
class Finding:
    """What is known of a patient, and how it is asked.

    `labels` has the wording of each option of a choice, and is empty for the other types;
    `effort` is the cost of asking, 1 by default; a `fixed` finding cannot change in a what-if.
    """

    id: str
    ask: str
    domain: Domain
    labels: Mapping[str, str]
    help: str = ""
    effort: Decimal = Decimal(1)
    fixed: bool = False

    @property
    def type(self) -> str:
        """The type as the file names it: choice, boolean, integer or number."""
        match self.domain:
            case Choice():
                return "choice"
            case Boolean():
                return "boolean"
            case Number(integer=integer):
                return "integer" if integer else "number"

    @property
    def unit(self) -> str | None:
        """The UCUM unit of a number, or None."""
        return self.domain.unit if isinstance(self.domain, Number) else None

    def label(self, value: Value) -> str:
        """Return a value in the words of the file: an option's wording, Yes, No, or number and unit."""
        match value:
            case bool():
                return "Yes" if value else "No"
            case str():
                return self.labels[value]
            case Decimal():
                return value_text(value) + (f" {self.unit}" if self.unit else "")


@dataclass(frozen=True)
class Test:
    """A set of values of one finding."""

    __test__ = False  # not a pytest class

    finding: str
    values: ValueSet


Clause = tuple[Test, ...]
"""Tests that must all hold."""


def kinds_of(findings: Mapping[str, Finding]) -> str:
    """Return a hash of which values findings can have and in which units: the same text can mean another size."""
    from hashlib import sha256

    kinds = {name: finding.domain for name, finding in sorted(findings.items())}
    return sha256(repr(kinds).encode()).hexdigest()[:16]
