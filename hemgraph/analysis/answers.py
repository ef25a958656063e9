"""Which values come to a condition, and which branches take them: gaps, overlaps, what `otherwise` absorbs."""

from __future__ import annotations

from collections.abc import Iterator

from ..graph import Condition, Special
from ..results import Issue, Severity
from ..values.sets import Members, Ranges, ValueSet
from ..wording import answer_text, few, values_text
from .proof import Proof


def detect_gap(proof: Proof) -> Iterator[Issue]:
    """Yield the values that reach a condition and that no branch takes, each region of values once."""
    for condition in proof.conditions:
        if proof.logic.is_plain(condition):
            continue
        takers, met = proof.takers(condition), proof.met(condition)
        for region in proof.touching(condition, (cell for cell in met if not takers[cell])):
            values = proof.values(condition, region)
            said = values_text(proof.graph, condition, values)
            yield Issue(
                "gap",
                Severity.ERROR,
                f"{_who(proof, condition, values, region)} reaches {proof.name(condition.id)}, "
                f"and no branch takes {said}",
                f"add {_branch(condition, values)}{_wider(condition)}",
                node=condition.id,
                values=values,
                witness=proof.shown(condition, region[0], _edge(condition)),
                place=proof.place("nodes", condition.id),
            )


def detect_overlap(proof: Proof) -> Iterator[Issue]:
    """Yield the values that reach a condition and that several branches take; a warning where all lead to one node."""
    for condition in proof.conditions:
        if proof.logic.is_plain(condition):
            continue
        takers, met = proof.takers(condition), proof.met(condition)
        groups = dict.fromkeys(takers[cell] for cell in met if len(takers[cell]) > 1)
        for several in groups:
            split = proof.is_split(condition, several)
            for region in proof.touching(condition, (cell for cell in met if takers[cell] == several)):
                values = proof.values(condition, region)
                said = values_text(proof.graph, condition, values)
                ways = (f"`{condition.branches[n].test}` to {proof.name(condition.branches[n].go)}" for n in several)
                both = few(list(ways), ", and ")
                yield Issue(
                    "overlap",
                    Severity.ERROR if split else Severity.WARNING,
                    f"{_who(proof, condition, values, region)} reaches {proof.name(condition.id)}, "
                    f"and {len(several)} branches take {said}: {both}",
                    _one_of(condition, several, said) if split else "join them into one branch",
                    node=condition.id,
                    branch=several[1],
                    values=values,
                    witness=proof.shown(condition, region[0], _edge(condition)),
                    place=proof.place("nodes", condition.id, "branches", several[1]),
                )


def detect_absorbed(proof: Proof) -> Iterator[Issue]:
    """Yield what each `otherwise` takes today."""
    for condition in proof.conditions:
        if all(branch.when is not Special.OTHERWISE for branch in condition.branches):
            continue
        takers, met = proof.takers(condition), proof.met(condition)
        for n, branch in enumerate(condition.branches):
            cells = [cell for cell in met if takers[cell] == (n,)]
            if branch.when is not Special.OTHERWISE or not cells:
                continue
            values = proof.values(condition, cells)
            said = values_text(proof.graph, condition, values)
            yield Issue(
                "absorbed",
                Severity.NOTE,
                f"`otherwise` of {proof.name(condition.id)} takes {said} today",
                f"write {_named(values)} in its place{_later(values)}",
                node=condition.id,
                branch=n,
                values=values,
                witness=proof.shown(condition, cells[0], _edge(condition)),
                place=proof.place("nodes", condition.id, "branches", n),
            )


def _who(proof: Proof, condition: Condition, values: ValueSet, region: list[int]) -> str:
    """The patient of a message, by what is asked: `a patient with `size` 20 mm`."""
    if not isinstance(condition.ask, str):
        return "a patient"
    finding, cells = proof.graph.findings[condition.ask], proof.space.cells[condition.ask]
    if (
        not proof.clearest(proof.met(condition)[region[0]]).cases
        & proof.space.field[condition.ask]
        & ~proof.space.unknowns
    ):
        return f"a patient whose `{condition.ask}` is not known"
    said = answer_text(finding, cells.edge(region[0])) if cells.starts else few(str(values).split(", "), " or ")
    return f"a patient with `{condition.ask}` {said}"


def _edge(condition: Condition) -> str | None:
    return condition.ask if isinstance(condition.ask, str) else None


def _written(values: ValueSet) -> str:
    """A set of values as a graph file writes it."""
    text = str(values)
    if isinstance(values, Members):
        return f"[{text}]" if len(values.values) > 1 else text
    return f"'{text}'"


def _named(values: ValueSet) -> str:
    """Values as one test, where the file has one for them."""
    both = isinstance(values, Members) and len(values.values) > 1 and isinstance(values.values[0], bool)
    return "`yes` and `no`" if both else f"`{_written(values)}`"


def _branch(condition: Condition, values: ValueSet) -> str:
    return f"`{{when: {_written(values)}, go: ...}}`"


def _wider(condition: Condition) -> str:
    tests = [f"`{branch.test}`" for branch in condition.branches if branch.when is not Special.UNKNOWN]
    return f", or widen a branch: {few(tests)}" if tests else ""


def _one_of(condition: Condition, several: tuple[int, ...], said: str) -> str:
    tests = [condition.branches[n].when for n in several]
    comma = any(isinstance(test, Ranges) and len(test.intervals) > 1 for test in tests)
    return f"let only one of them take {said}" + ("; a comma in a test means `or`" if comma else "")


def _later(values: ValueSet) -> str:
    """Why an option is better named: only options are added later."""
    option = isinstance(values, Members) and isinstance(values.values[0], str)
    return ": a value that is added later would fall into it unseen" if option else ", so that the file says it too"
