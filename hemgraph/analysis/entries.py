"""What may be entered in a case, and in which words it is asked: how two versions differ in that."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..finding import Finding
from ..graph import DecisionGraph
from ..values.domains import Number
from ..values.numbers import exact, format_number
from ..wording import clause_ids
from ..wording.phrases import PHRASES


def taken_by_one(one: DecisionGraph, other: DecisionGraph) -> tuple[str, ...]:
    """Return what cases may say in one version alone: findings, and numbers off the steps of the other.

    Options and ranges are told as patients who are possible in one version alone.
    """
    found = []
    for name, finding in one.findings.items():
        if name not in other.findings:
            found.append(f"`{name}` is given")
        elif not _on_steps(finding, other.findings[name]):
            step = other.findings[name].domain
            assert isinstance(step, Number)
            found.append(f"`{name}` is off the step of {format_number(step.step or Decimal(1))}")
    return tuple(found)


@exact
def _on_steps(one: Finding, other: Finding) -> bool:
    """Whether every number of one version within the range of the other is on its steps."""
    match one.domain, other.domain:
        case Number(), Number() if one.unit == other.unit and other.domain.step is not None:
            if one.domain.step is None:
                return False
            apart = one.domain.low - other.domain.low
            return one.domain.step % other.domain.step == 0 and apart % other.domain.step == 0
    return True


def reworded(old: DecisionGraph, new: DecisionGraph) -> Iterator[str]:
    """Yield each word of the vocabulary that a reader sees otherwise, as it was and as it is."""
    for name, finding in new.findings.items():
        before = old.findings.get(name)
        if before is None:
            continue
        if before.ask != finding.ask:
            yield f"`{name}` asks `{finding.ask}`, was `{before.ask}`"
        for option, label in finding.labels.items():
            if before.labels.get(option, label) != label:
                yield f"`{name}` {option} is `{label}`, was `{before.labels[option]}`"
        for part in ("help", "effort", "fixed"):
            if getattr(before, part) != getattr(finding, part):
                yield f"`{name}`: {part}"
    for name, text in new.interventions.items():
        if old.interventions.get(name, text) != text:
            yield f"intervention `{name}` is `{text}`, was `{old.interventions[name]}`"
    for name in dict.fromkeys((*old.phrases, *new.phrases)):
        was, now = (graph.phrases.get(name, PHRASES.get(name)) for graph in (old, new))
        if was != now:
            yield f"the phrase `{name}` is `{now}`, was `{was}`"


def impossible_changed(old: DecisionGraph, new: DecisionGraph) -> tuple[str, ...]:
    """Return the combinations of `impossible` that one version alone has, with a minus or a plus."""
    texts = [[clause_ids(entry.clause) for entry in graph.impossible] for graph in (old, new)]
    return (
        *(f"- {text}" for text in texts[0] if text not in texts[1]),
        *(f"+ {text}" for text in texts[1] if text not in texts[0]),
    )
