"""What a graph says in words: questions, answers on edges, tests. Made from the logic, so they cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import assert_never

from ..finding import Clause, Finding, Test
from ..graph import Branch, Condition, DecisionGraph, Node, Property, Special, Stance, Weighing
from ..results import Witness
from ..values.cells import cut
from ..values.domains import value_text
from ..values.numbers import format_number
from ..values.sets import Interval, Members, Ranges, ValueSet

STANCES = {Stance.DO: "We recommend", Stance.CONSIDER: "Consider", Stance.AVOID: "Avoid"}

_UNITS = {
    "a": "years", "mo": "months", "wk": "weeks", "d": "days", "mm[Hg]": "mmHg", "Cel": "°C", "[degF]": "°F",
    "10*9/L": "× 10⁹/L", "10*12/L": "× 10¹²/L", "um": "µm", "ug": "µg", "1": "", "{score}": "",
}  # fmt: skip


def unit_text(unit: str | None) -> str:
    """Return a UCUM unit as a reader knows it; one that is not in our short list stays as it is.

    >>> unit_text("a"), unit_text("mm"), unit_text(None)
    ('years', 'mm', '')
    """
    return _UNITS.get(unit, unit) if unit else ""


def node_text(graph: DecisionGraph, node: Node) -> str:
    """Return the text of a box: a condition's title or its finding's question, an action's title."""
    if isinstance(node, Condition) and not node.title and isinstance(node.ask, str):
        return graph.findings[node.ask].ask
    return node.title


def branch_text(graph: DecisionGraph, condition: Condition, branch: Branch) -> str:
    """Return the answer that stands on the edge of a branch; `otherwise` is written as the values it stands for."""
    if branch.when is Special.UNKNOWN:
        return "Not known"
    if not isinstance(condition.ask, str):
        if isinstance(branch.when, Members):
            return "Yes" if True in branch.when.values else "No"
        taken = {v for b in condition.branches if isinstance(b.when, Members) for v in b.when.values}
        return " or ".join("Yes" if v else "No" for v in (True, False) if v not in taken) or "Otherwise"
    finding = graph.findings[condition.ask]
    values = _rest(finding, condition) if isinstance(branch.when, Special) else branch.when
    return set_text(finding, values) if values else "Otherwise"


def _rest(finding: Finding, condition: Condition) -> ValueSet | None:
    """The known values that no branch names, or None where there is none."""
    named = [b.when for b in condition.branches if not isinstance(b.when, Special)]
    cells = cut(finding.domain, named)
    mask = (1 << cells.count) - 1
    for values in named:
        mask &= ~cells.mask(values)
    return cells.values(mask) if mask else None


def set_text(finding: Finding, values: ValueSet) -> str:
    """Return a set of values in the words of the finding: `Mild or refractory`, `10 to < 20 mm`."""
    match values:
        case Members():
            return either([finding.label(value) for value in values.values])
        case Ranges():
            text = " or ".join(_interval_text(interval) for interval in dict.fromkeys(values.intervals))
            unit = unit_text(finding.unit)
            return f"{text} {unit}" if unit else text
        case _:
            assert_never(values)


def values_text(graph: DecisionGraph, condition: Condition, values: ValueSet) -> str:
    """Return values of the finding asked, or answers of a combined condition, as their author writes them."""
    if isinstance(values, Ranges) and isinstance(condition.ask, str):
        return set_text(graph.findings[condition.ask], values)
    said = few([f"`{part}`" for part in str(values).split(", ")], " or ")
    return said if isinstance(condition.ask, str) else f"the answer {said}"


def few(parts: Sequence[str], joint: str = ", ") -> str:
    """Return some parts as one text; of many the first six, and how many more there are.

    >>> few(["a", "b"], " or "), few(list("abcdefgh"))
    ('a or b', 'a, b, c, d, e, f and 2 more')
    """
    shown = joint.join(parts[:6])
    return f"{shown} and {len(parts) - 6} more" if len(parts) > 6 else shown


def either(labels: Sequence[str]) -> str:
    """Return answers as one.

    >>> either(["No imaging yet", "Radiographs only", "MRI unclear"]), either(["Mild, or treated", "None"])
    ('No imaging yet, radiographs only or MRI unclear', 'Mild, or treated or none')
    """
    parts = [labels[0], *(within(label) for label in labels[1:])]
    if any("," in part for part in parts):
        return " or ".join(parts)
    return " or ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)


def within(text: str) -> str:
    """Return a text as it stands within a sentence: its first letter small, but not that of MRI or L3."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


def _interval_text(interval: Interval) -> str:
    if interval.low is not None and interval.low == interval.high:
        return format_number(interval.low)
    low = "" if interval.low is None else format_number(interval.low)
    high = "" if interval.high is None else format_number(interval.high)
    if not low:
        return f"{'≤' if interval.high_closed else '<'} {high}"
    if not high:
        return f"{'≥' if interval.low_closed else '>'} {low}"
    return f"{'' if interval.low_closed else '> '}{low} to {'' if interval.high_closed else '< '}{high}"


def test_text(graph: DecisionGraph, test: Test) -> str:
    """Return a test as a clause: the question without its mark, and the values that pass."""
    finding = graph.findings[test.finding]
    return f"{finding.ask.rstrip('?')}: {set_text(finding, test.values)}"


def clause_text(graph: DecisionGraph, clause: Clause) -> str:
    """Return tests that must all hold, joined by `and`."""
    return " and ".join(test_text(graph, test) for test in clause)


def clause_ids(clause: Clause) -> str:
    """Return tests that must all hold as their author writes them: `` `deficit` none and `size` > 30``."""
    return " and ".join(f"`{test.finding}` {str(test.values).replace(', ', ' or ')}" for test in clause)


def property_text(claim: Property) -> str:
    """Return a property as one line, in the ids of the file.

    >>> property_text(Property(False, Stance.DO, "vertebroplasty", (Test("deficit", Members(("stable",))),)))
    'never do vertebroplasty when deficit: stable'
    """
    when = "; ".join(f"{test.finding}: {test.values}" for test in claim.when)
    says = f"{'always' if claim.always else 'never'} {claim.stance} {claim.intervention}"
    return f"{says} when {when}" if when else says


def weighing_text(graph: DecisionGraph, weighing: Weighing) -> str:
    """Return when a combined condition holds: `yes when at least 2 of: ...`."""
    parts = "; ".join(clause_text(graph, clause) for clause in weighing.clauses)
    how = {"any_of": "any", "all_of": "all", "at_least": f"at least {weighing.count}"}[weighing.key]
    return f"yes when {how} of: {parts}"


def answer_text(finding: Finding, value: str | bool | Decimal) -> str:
    """Return a value in words, with its unit as a reader knows it."""
    if isinstance(value, Decimal) and finding.unit:
        return f"{format_number(value)} {unit_text(finding.unit)}".rstrip()
    return finding.label(value)


def cite(graph: DecisionGraph, cites: Iterable[str]) -> str:
    """Return claims as their sources, each with the numbers that it attaches itself: `lumbar [5], l3 [2, 7]`."""
    numbers: dict[str, set[int]] = {}
    for name in cites:
        claim = graph.claims[name]
        numbers.setdefault(claim.source, set()).update(claim.src)
    return ", ".join(f"{source} [{', '.join(map(str, sorted(n)))}]" if n else source for source, n in numbers.items())


def patient_text(graph: DecisionGraph, witness: Witness) -> str:
    """Return a witness by the ids of findings: what his path asks first, in that order, then what else the graph asks.

    Findings that no question of the graph reads are left out.
    """
    way = [graph.nodes[name] for name, _ in witness.path]
    asked = dict.fromkeys(f for node in way if isinstance(node, Condition) for f in node.findings)
    read = {f for node in graph.nodes.values() if isinstance(node, Condition) for f in node.findings}
    given = witness.case.findings
    known = ", ".join(_value_text(graph, witness, name) for name in asked)
    rest = ", ".join(
        _value_text(graph, witness, name)
        for name in graph.findings
        if name in read and name not in asked and name in given
    )
    return "; and besides ".join(part for part in (known, rest) if part) or "anybody"


def _value_text(graph: DecisionGraph, witness: Witness, name: str) -> str:
    value = witness.case.findings.get(name)
    if value is None:
        return f"{name} unknown"
    finding = graph.findings[name]
    return f"{name} {answer_text(finding, value) if isinstance(value, Decimal) else value_text(value)}"


def way_text(graph: DecisionGraph, witness: Witness) -> str:
    """Return the way of a witness by the numbers of its boxes, with the branch taken at each."""
    steps = []
    for node, branch in witness.path:
        test = f" ({graph.condition(node).branches[branch].test})" if branch is not None else ""
        steps.append(f"{graph.boxes[node]}{test}")
    return " > ".join(steps)
