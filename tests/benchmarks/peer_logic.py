"""What a graph decides of patients of whom all is known, in plain parts that any other engine can be told.

`logic_of` gives each condition as tests in turn, of which the last is what is left. `Language` writes a test as the
text of an infix language; `tree` unfolds the graph into one nested choice, whose ends are leaf and path.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hemgraph.graph import Condition, Special


@dataclass(frozen=True)
class One:
    """A finding that has one of some options, is yes or no, or lies in one of some intervals."""

    finding: str
    values: object


@dataclass(frozen=True)
class Count:
    """At least so many of some groups of tests hold; all tests of a group must."""

    least: int
    groups: tuple[tuple[One, ...], ...]


@dataclass(frozen=True)
class Choice:
    """A condition: where each test leads, the first that holds counting, and where what is left leads."""

    node: str
    tests: tuple[tuple[One | Count, str], ...]
    otherwise: str


def logic_of(model):
    """Return every condition by its name, and what follows every action that goes on."""
    conditions, then = {}, {}
    for name, node in model.nodes.items():
        if isinstance(node, Condition):
            conditions[name] = _choice(node)
        elif node.then is not None:
            then[name] = node.then
    return conditions, then


def _choice(node):
    branches = [branch for branch in node.branches if branch.when is not Special.UNKNOWN]
    branches.sort(key=lambda branch: branch.when is Special.OTHERWISE)  # what is left comes last
    *tested, last = branches
    if not isinstance(node.ask, str):
        by_answer = {branch.when.values[0]: branch.go for branch in branches if branch.when is not Special.OTHERWISE}
        other = last.go
        holds = Count(node.ask.count, tuple(tuple(One(t.finding, t.values) for t in c) for c in node.ask.clauses))
        return Choice(node.id, ((holds, by_answer.get(True, other)),), by_answer.get(False, other))
    return Choice(node.id, tuple((One(node.ask, branch.when), branch.go) for branch in tested), last.go)


def tree(model):
    """Return the graph as a nested choice and its ends: `((test, part), ..., part)`, or the number of a (leaf, path)."""
    conditions, then = logic_of(model)
    ends = []

    def unfold(name, path):
        path = (*path, name)
        if name in then:
            return unfold(then[name], path)
        if name not in conditions:
            ends.append((name, path))
            return len(ends) - 1
        choice = conditions[name]
        return (*((test, unfold(go, path)) for test, go in choice.tests), unfold(choice.otherwise, path))

    return unfold(model.start, ()), ends


def next_condition(then, name):
    """Return the condition or leaf that comes after the actions that go on."""
    while name in then:
        name = then[name]
    return name


@dataclass(frozen=True)
class Language:
    """How an infix language writes a test."""

    name: Callable[[str], str]
    number: Callable[[str, Decimal], str]
    text: Callable[[str], str]
    among: Callable[[str, list[str]], str]
    count: Callable[[list[str], int], str]
    both: str = " and "
    either: str = " or "
    no: str = "not {}"

    def write(self, test):
        """Return the test as text, in brackets where it needs them."""
        if isinstance(test, One):
            return self._one(test)
        groups = [self._joined([self._one(one) for one in group], self.both) for group in test.groups]
        if test.least == 1:
            return self._joined(groups, self.either)
        return self._joined(groups, self.both) if test.least == len(groups) else self.count(groups, test.least)

    def _one(self, test):
        name = self.name(test.finding)
        if hasattr(test.values, "intervals"):
            return self._joined(
                [self._interval(test.finding, interval) for interval in test.values.intervals], self.either
            )
        values = test.values.values
        if isinstance(values[0], bool):
            return name if values[0] else f"({self.no.format(name)})"
        if len(values) == 1:
            return f"{name} == {self.text(values[0])}"
        return self.among(name, [self.text(value) for value in values])

    def _interval(self, finding, interval):
        name, low, high = self.name(finding), interval.low, interval.high
        if low is not None and low == high:
            return f"{name} == {self.number(finding, low)}"
        bounds = []
        if low is not None:
            bounds.append(f"{name} {'>=' if interval.low_closed else '>'} {self.number(finding, low)}")
        if high is not None:
            bounds.append(f"{name} {'<=' if interval.high_closed else '<'} {self.number(finding, high)}")
        return self._joined(bounds, self.both)

    @staticmethod
    def _joined(parts, word):
        return parts[0] if len(parts) == 1 else f"({word.join(parts)})"


@dataclass(frozen=True)
class Peer:
    """One engine that was told a graph.

    `row` makes of the exact values what it takes, which is not timed; `run` is what is timed; `read` gives the leaf
    and the path that `run` told, None where it told none. `skips_actions` is set where the path has only conditions.
    """

    name: str
    gives: str
    row: Callable[[dict], object]
    run: Callable[[object], object]
    read: Callable[[object], tuple[str, tuple[str, ...] | None]]
    skips_actions: bool = False


def exact(values):
    """Return the values of a case as they are: texts, True and False, Decimals."""
    return dict(values)


def plain(model):
    """Return how the values of a case become what most programs hold: numbers as float, whole ones as int."""
    kinds = {"integer": int, "number": float}
    of = {name: kinds[finding.type] for name, finding in model.findings.items() if finding.type in kinds}
    return lambda values: {name: of[name](value) if name in of else value for name, value in values.items()}


def plain_number(model):
    """Return how a bound is written beside such a value."""
    return lambda name, bound: repr(int(bound) if model.findings[name].type == "integer" else float(bound))
