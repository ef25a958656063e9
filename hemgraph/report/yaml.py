"""A case as a case file, and stubs as a bank."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..case import Case
from ..graph import Stance
from ..values.domains import value_text

if TYPE_CHECKING:
    from ..analysis import Stubs
    from ..results import Trace

_LONG = 100


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


def stubs_yaml(graph: str, stubs: Stubs) -> str:
    """Return stubs as a bank: what the graph says today is what they expect, and `review: yes` asks a person for more.

    `graph` is the id of the graph, or its path from the bank's folder. A stub is named for where it ends.
    """
    head = [f"graph: {_quoted(graph)}"]
    head += [
        "# Written by a program: expected is what the graph says today. Judge each case, then delete `review: yes`."
    ]
    if stubs.reached < stubs.goals:
        head.append(f"# {stubs.reached} of {stubs.goals} branches and boundaries are reached by these cases.")
    seen: dict[str, int] = {}
    rows = []
    for trace in stubs.traces:
        end = (trace.leaf or trace.path[-1].node).replace("_", "-")
        seen[end] = seen.get(end, 0) + 1
        rows.append(_stub(f"{end}-{seen[end]}", trace))
    return "\n".join([*head, "cases:", *rows] if rows else [*head, "cases: []"]) + "\n"


def _stub(name: str, trace: Trace) -> str:
    findings = ", ".join(f"{finding}: {value_text(value)}" for finding, value in trace.case.findings.items())
    expect = [f"status: {trace.status}"] + ([f"leaf: {trace.leaf}"] if trace.leaf else [])
    said: dict[str, set[Stance]] = {}
    for given in trace.recommendations:
        said.setdefault(given.intervention, set()).add(given.stance)
    told = {stance: [name for name, stances in said.items() if stances == {stance}] for stance in Stance}
    expect += [f"{stance}: [{', '.join(names)}]" for stance, names in told.items() if names]
    short = f" {{{', '.join(expect)}}}"
    text = short if len(short) <= _LONG else "".join(f"\n      {part}" for part in expect)
    return f"  - id: {name}\n    review: yes\n    findings: {{{findings}}}\n    expect:{text}"


def _quoted(text: str) -> str:
    plain = all(c.isalnum() or c in "-_./" for c in text) and not text[0].isdigit()
    return text if plain else "'" + text.replace("'", "''") + "'"
