"""The findings of a case as they were entered -> exact values, or every fault in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from math import isfinite

from ..errors import Fault, Place, nearest
from ..finding import Finding
from ..identity import identifies, is_identity
from ..results import UNKNOWN
from ..values.domains import Boolean, Choice, Number, Value
from ..values.numbers import too_long
from ..values.units import Quantity, parse_quantity

Entries = Mapping[str, object]
TAKE_OUT = "take it out: a case has findings, and nothing that tells whose they are"


def no_place(_: str) -> Place | None:
    """Return no place: for findings that come from no file."""
    return None


def read_entries(
    findings: Mapping[str, Finding], entries: Entries, place: Callable[[str], Place | None] = no_place
) -> tuple[dict[str, Value], list[Fault]]:
    """Return the known values, in the order of the graph's findings, and a fault for each entry that is none.

    An entry is a text as a case file writes it, or Python's True, False, int, Decimal or float, which is read as its
    shortest text: 7.1 is 7.1, and 0.1 + 0.2 is 0.30000000000000004. A number of a table that is in another unit is a
    Quantity.
    `unknown` is left out: what is not known has no value.
    """
    values: dict[str, Value] = {}
    faults = []
    for name, entry in entries.items():
        if name not in findings and is_identity(str(name)):
            faults.append(Fault(f"`{name}` would tell who the patient is", TAKE_OUT, place(name)))
            continue
        if name not in findings and (what := identifies(str(name)[:1000])):
            faults.append(Fault(f"a finding whose name has {what}, not repeated here", TAKE_OUT, place(name)))
            continue
        if name not in findings:
            faults.append(Fault(f"unknown finding `{name}`", nearest(str(name), findings), place(name)))
            continue
        try:
            value = _read(findings[name], entry)
        except ValueError as error:
            message, _, help = str(error).partition("\n")
            faults.append(Fault(f"`{name}`: {message}", help, place(name)))
            continue
        if value is not None:
            values[name] = value
    return {name: values[name] for name in findings if name in values}, faults


def _read(finding: Finding, entry: object) -> Value | None:
    if entry == UNKNOWN:
        return None
    if entry is None or (isinstance(entry, str) and not entry.strip()):
        raise ValueError(f"no value\nwrite `{UNKNOWN}`, or leave the finding out, where it is not known")
    match finding.domain:
        case Boolean():
            return _yes_no(entry)
        case Choice(options):
            if not isinstance(entry, str) or entry not in options:
                raise ValueError(f"{_shown(entry)} is not one of its options\n{nearest(str(entry), options)}")
            return entry
        case Number() as domain:
            return _number(domain, entry)


def _yes_no(entry: object) -> bool:
    if isinstance(entry, bool):
        return entry
    if entry in ("yes", "true"):
        return True
    if entry in ("no", "false"):
        return False
    raise ValueError(f"{_shown(entry)} is not an answer to a yes-or-no question\nwrite `yes`, `no` or `{UNKNOWN}`")


def _number(domain: Number, entry: object) -> Decimal:
    match entry:
        case bool():
            raise ValueError(f"{_shown(entry)} is not a number\nwrite a number such as 12 or 0.5")
        case Decimal() if not entry.is_finite():  # one that is finite can be too large for a float
            raise ValueError(f"{_shown(entry)} is not a number\nleave the finding out where it is not known")
        case float() if not isfinite(entry):
            raise ValueError(f"{_shown(entry)} is not a number\nleave the finding out where it is not known")
        case Decimal() if too_long(entry):
            raise ValueError("a number with more than 30 digits\nwrite it out in fewer")
        case float():
            value = Decimal(float.__repr__(entry))  # of a type that is a float too, also as a float
        case int() | Decimal():
            value = Decimal(entry)
        case Quantity():
            value = entry.to(domain.unit)
        case str():
            try:
                value = parse_quantity(entry, domain.unit, domain.grid)
            except ValueError:
                if identifies(entry[:1000]):
                    raise ValueError(f"{_shown(entry)} is not a number\nwrite a number such as 12 or 0.5") from None
                raise
        case _:
            raise ValueError(f"{_shown(entry)} is not a number\nwrite a number such as 12 or 0.5")
    if fault := domain.fault(value):
        raise ValueError(f"{_shown(entry)} {fault[0]}\n{fault[1]}")
    return value


def _shown(entry: object) -> str:
    if isinstance(entry, bool):
        return "yes" if entry else "no"
    what = identifies(str(entry)[:1000])
    return f"what stands there ({what}, not repeated here)" if what else f"`{str(entry)[:60]}`"
