"""Several graphs over the same findings: what one of them does not know is impossible in it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm
from types import MappingProxyType

from ..errors import refuse
from ..finding import Finding, Test
from ..graph import DecisionGraph, Impossible
from ..values.domains import Choice, Domain, Number
from ..values.numbers import exact
from ..values.sets import Interval, Members, Ranges


def joint(*graphs: DecisionGraph) -> tuple[DecisionGraph, ...]:
    """Return graphs with the findings of all, each finding with the values that it has in any; words are the last's.

    A value that a graph lacks is impossible in it. Raises HemgraphError where a finding differs in type or unit: then
    patients cannot be compared. What is not checked: steps, the finest counts for all; and whether a finding or an
    option of one id means the same in all.
    """
    found: dict[str, tuple[Finding, DecisionGraph]] = {}
    for graph in reversed(graphs):
        for name, finding in graph.findings.items():
            other, of = found.get(name, (finding, graph))
            found[name] = _both((other, of), (finding, graph)), of
    findings = {name: finding for name, (finding, _) in found.items()}
    return tuple(_within(graph, findings) for graph in graphs)


def _both(one: tuple[Finding, DecisionGraph], two: tuple[Finding, DecisionGraph]) -> Finding:
    (new, now), (old, was) = one, two
    if old.domain == new.domain:
        return new
    match old.domain, new.domain:
        case Choice(before), Choice(after):
            options = (*after, *(option for option in before if option not in after))
            return replace(new, domain=Choice(options), labels=MappingProxyType({**old.labels, **new.labels}))
        case Number(), Number() if old.unit == new.unit:
            return replace(new, domain=_numbers(old.domain, new.domain))
        case _:
            here, there = (f"`{was.id}`", f"`{now.id}`") if was.id != now.id else ("the old version", "the new one")
            raise refuse(
                f"`{new.id}` is a {_kind(old)} in {here} and a {_kind(new)} in {there}: patients cannot be compared",
                "give one of the findings another id",
            )


def _kind(finding: Finding) -> str:
    return f"{finding.type} in {finding.unit}" if finding.unit else finding.type


@exact
def _numbers(old: Number, new: Number) -> Number:
    low, high = min(old.low, new.low), max(old.high, new.high)
    if old.step is None or new.step is None:
        return replace(new, low=low, high=high, step=None, integer=False)
    parts = [Fraction(old.step), Fraction(new.step), Fraction(abs(old.low - new.low))]
    scale = lcm(*(part.denominator for part in parts))
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
