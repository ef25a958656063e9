"""A case as a case file."""

from __future__ import annotations

from ..case import Case
from ..values.domains import value_text


def case_yaml(case: Case) -> str:
    """Return a case as YAML; ids and values of findings need no quotes.

    >>> print(case_yaml(Case({"deficit": "none", "fracture": True}, "c-1")), end="")
    id: c-1
    findings:
      deficit: none
      fracture: yes
    """
    head = f"id: {_quoted(case.id)}\n" if case.id else ""
    rows = "".join(f"  {name}: {value_text(value)}\n" for name, value in case.findings.items())
    return head + (f"findings:\n{rows}" if rows else "findings: {}\n")


def _quoted(text: str) -> str:
    plain = all(c.isalnum() or c in "-_" for c in text) and not text[0].isdigit()
    return text if plain else "'" + text.replace("'", "''") + "'"
