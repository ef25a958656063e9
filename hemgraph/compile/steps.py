"""The steps of a path that the findings of a case decided, as the reference makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from ..graph import Condition, Weighing
from ..regions.logic import Logic
from ..results import Step
from ..values.domains import Choice, Number, Value
from ..wording import answer_text, branch_text, node_text
from .paths import Path

Findings = Mapping[str, Value]
_Make = Callable[[Findings], Step]


class Steps:
    """Makes the steps of one graph. What does not depend on a case is made once; a case is not kept."""

    def __init__(self, logic: Logic) -> None:
        self.logic, self.graph = logic, logic.graph
        self._makers: dict[tuple[str, int | None], _Make] = {}

    def of(self, path: Path) -> tuple[_Make, ...]:
        """Return what makes each step of a path, from the findings of a case; KeyError where one is not known."""
        return tuple(map(self._maker, path.nodes, path.branches))

    def _maker(self, name: str, branch: int | None) -> _Make:
        if (name, branch) not in self._makers:
            self._makers[name, branch] = self._new(name, branch)
        return self._makers[name, branch]

    def _new(self, name: str, branch: int | None) -> _Make:
        node = self.graph.nodes[name]
        box, text = self.graph.boxes[name], node_text(self.graph, node)
        if not isinstance(node, Condition):
            action = Step(name, box, "action", text, node.cites)
            return lambda _: action
        assert branch is not None

        same = vars(Step(name, box, "condition", text, node.cites, branch=branch))

        def step(answer: Value, label: str, read: dict[str, Value]) -> Step:
            found = Step.__new__(Step)  # a step is frozen, which makes it slow to fill by its own means
            vars(found).update(same, answer=answer, label=label, read=MappingProxyType(read))
            return found

        if isinstance(node.ask, Weighing):
            return self._weighed(node, node.ask, branch, step)
        ask = node.ask
        finding = self.graph.findings[ask]
        if isinstance(finding.domain, Number):
            return lambda known: step(known[ask], answer_text(finding, known[ask]), {ask: known[ask]})
        values: tuple[Value, ...] = finding.domain.options if isinstance(finding.domain, Choice) else (True, False)
        steps = {value: step(value, answer_text(finding, value), {ask: value}) for value in values}
        return lambda known: steps[known[ask]]

    def _weighed(self, node: Condition, ask: Weighing, branch: int, step: Callable[..., Step]) -> _Make:
        label, findings = branch_text(self.graph, node, node.branches[branch]), node.findings
        answers = [cell == 0 for cell, taken in enumerate(self.logic.taken(node)) if taken == branch]

        def make(known: Findings) -> Step:
            read = {name: known[name] for name in findings}
            return step(answers[0] if len(answers) == 1 else _holds(ask, read), label, read)

        return make


def _holds(ask: Weighing, known: Findings) -> bool:
    return sum(all(known[test.finding] in test.values for test in clause) for clause in ask.clauses) >= ask.count
