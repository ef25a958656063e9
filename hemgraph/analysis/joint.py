"""Two versions over the same findings: what one of them does not know is impossible in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import gcd
from types import MappingProxyType

from ..errors import refuse
from ..finding import Finding, Test
from ..graph import DecisionGraph, Impossible
from ..values.domains import Choice, Domain, Number
from ..values.sets import Interval, Members, Ranges


def joint(old: DecisionGraph, new: DecisionGraph) -> tuple[DecisionGraph, DecisionGraph]:
    """Return both versions with the findings of both, each finding with the values of both.

    A value that a version lacks is impossible in it. Raises HemgraphError where a finding has changed its type or
    unit: its patients cannot be compared. What is not checked: steps; a finer one of the two counts for both.
    """
    findings = {name: _both(finding, old.findings.get(name)) for name, finding in new.findings.items()}
    findings |= {name: finding for name, finding in old.findings.items() if name not in findings}
    return _within(old, findings), _within(new, findings)


def _both(new: Finding, old: Finding | None) -> Finding:
    if old is None or old.domain == new.domain:
        return new
    match old.domain, new.domain:
        case Choice(before), Choice(after):
            options = (*after, *(option for option in before if option not in after))
            return replace(new, domain=Choice(options), labels=MappingProxyType({**old.labels, **new.labels}))
        case Number(), Number() if old.unit == new.unit:
            return replace(new, domain=_numbers(old.domain, new.domain))
        case _:
            raise refuse(
                f"`{new.id}` was a {_kind(old)} and is a {_kind(new)}: patients of the two cannot be compared",
                "give the new finding another id",
            )


def _kind(finding: Finding) -> str:
    return f"{finding.type} in {finding.unit}" if finding.unit else finding.type


def _numbers(old: Number, new: Number) -> Number:
    low, high = min(old.low, new.low), max(old.high, new.high)
    if old.step is None or new.step is None:
        return replace(new, low=low, high=high, step=None, integer=False)
    parts = [Fraction(old.step), Fraction(new.step), Fraction(abs(old.low - new.low))]
    scale = max(part.denominator for part in parts)
    step = Decimal(gcd(*(int(part * scale) for part in parts))) / scale
    return replace(new, low=low, high=high, step=step, integer=old.integer and new.integer)


def _within(graph: DecisionGraph, findings: dict[str, Finding]) -> DecisionGraph:
    barred = []
    for name, finding in graph.findings.items():
        barred += [Impossible((Test(name, values),)) for values in _beyond(finding.domain, findings[name].domain)]
    return replace(graph, findings=MappingProxyType(findings), impossible=(*graph.impossible, *barred))


def _beyond(own: Domain, whole: Domain) -> list[Members | Ranges]:
    """The values of the whole domain that are not of one's own."""
    match own, whole:
        case Choice(options), Choice(every):
            others = tuple(option for option in every if option not in options)
            return [Members(others)] if others else []
        case Number(), Number():
            found = []
            if own.low > whole.low:
                found.append(Interval(None, False, own.low, False))
            if own.high < whole.high:
                found.append(Interval(own.high, False, None, False))
            return [Ranges(tuple(found))] if found else []
        case _:
            return []
