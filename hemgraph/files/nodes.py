"""The nodes of a graph file: conditions and actions, with every name in them checked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..errors import nearest
from ..finding import Finding
from ..graph import Action, Branch, Condition, Node, Recommendation, Special, Stance, Statement, Weighing
from ..values.domains import Boolean
from ..values.sets import ValueSet, parse_set
from .shapes import ActionShape, ConditionShape, RecommendationShape, StatementShape, Tests, Written
from .tree import Document, Tree, Where
from .validate import validate
from .vocabulary import Vocabulary, check_cites, check_known, id_fault, read_clause, read_set

MAX_NODES = 20_000
_ASKING = ("ask", "any_of", "all_of", "at_least")


def read_nodes(words: Vocabulary, document: Document, nodes: Mapping[str, Tree]) -> dict[str, Node]:
    """Return the nodes that are whole, noting every fault of the others."""
    found: dict[str, Node] = {}
    if len(nodes) > MAX_NODES:
        document.fault(("nodes",), f"{len(nodes)} nodes", f"a graph has at most {MAX_NODES}", key=True)
        return found
    for name, part in nodes.items():
        where: Where = ("nodes", name)
        if id_fault(document, where, name):
            continue
        asks = isinstance(part, dict) and any(key in part for key in (*_ASKING, "branches"))
        node = _condition(words, document, name, part, nodes) if asks else _action(words, document, name, part, nodes)
        if node is not None:
            check_cites(words, document, (*where, "cites"), node.cites)
            found[name] = node
    return found


def _condition(
    words: Vocabulary, document: Document, name: str, part: Tree, names: Collection[str]
) -> Condition | None:
    where: Where = ("nodes", name)
    shape = validate(ConditionShape, document, where, part)
    if shape is None:
        return None
    before = len(document.faults)
    for n, branch in enumerate(shape.branches):
        _check_target(document, (*where, "branches", n, "go"), branch.go, names)
    given = [key for key in _ASKING if getattr(shape, key) is not None]
    if len(given) != 1:
        found = " and ".join(f"`{key}`" for key in given) or "none of them"
        document.fault(
            where,
            f"a condition has just one of `ask`, `any_of`, `all_of`, `at_least`; found {found}",
            "a second question is a node of its own",
            key=True,
        )
        return None
    if not shape.branches:
        document.fault(
            (*where, "branches"),
            "a condition without a branch",
            "write one for each answer: - {when: yes, go: surgery}",
            key=True,
        )
    ask = _ask(words, document, where, shape)
    finding = None
    if isinstance(ask, str):
        finding = words.findings.get(ask)
    elif not shape.title:
        document.fault(
            where, "a condition that weighs several findings has a `title`", "write it as a question", key=True
        )
    branches = _branches(document, where, shape, finding, combined=not isinstance(ask, str))
    if ask is None or len(document.faults) > before:
        return None
    common = shape.model_dump(include={"title", "number", "section", "note", "approved_by", "approved_on"})
    return Condition(name, ask, branches, cites=tuple(shape.cites), **common)


def _ask(words: Vocabulary, document: Document, where: Where, shape: ConditionShape) -> str | Weighing | None:
    if shape.ask is not None:
        check_known(words, "findings", document, (*where, "ask"), shape.ask, "finding")
        return shape.ask
    if shape.any_of is not None:
        return _weighing(words, document, (*where, "any_of"), "any_of", 1, shape.any_of)
    if shape.all_of is not None:
        return _weighing(words, document, (*where, "all_of"), "all_of", len(shape.all_of), shape.all_of)
    assert shape.at_least is not None
    if not 1 <= shape.at_least.count <= len(shape.at_least.of):
        help = f"a count is from 1 to the number of tests, which is {len(shape.at_least.of)}"
        document.fault(
            (*where, "at_least", "count"), f"at least {shape.at_least.count} of {len(shape.at_least.of)} tests", help
        )
        return None
    return _weighing(words, document, (*where, "at_least", "of"), "at_least", shape.at_least.count, shape.at_least.of)


def _weighing(
    words: Vocabulary, document: Document, where: Where, key: str, count: int, tests: list[Tests]
) -> Weighing | None:
    if not tests or not all(tests):
        at = where if not tests else (*where, next(n for n, test in enumerate(tests) if not test))
        document.fault(at, "an empty test", "write a finding and its values: - {fracture: yes}", key=True)
        return None
    before = len(document.faults)
    clauses = tuple(read_clause(words, document, (*where, n), test) for n, test in enumerate(tests))
    if len(document.faults) > before or not all(clauses):
        return None
    return Weighing(key, count, clauses)  # type: ignore[arg-type]


def _branches(
    document: Document, where: Where, shape: ConditionShape, finding: Finding | None, *, combined: bool
) -> tuple[Branch, ...]:
    found: list[Branch] = []
    for n, branch in enumerate(shape.branches):
        at = (*where, "branches", n, "when")
        when = _when(document, at, branch.when, finding, combined=combined)
        if when is None:
            continue
        if isinstance(when, Special) and any(b.when is when for b in found):
            document.fault(at, f"a second branch `{when}`", "a condition has one of them at most")
        found.append(Branch(when, branch.go))
    return tuple(found)


def _when(
    document: Document, at: Where, written: Written, finding: Finding | None, *, combined: bool
) -> ValueSet | Special | None:
    if isinstance(written, str) and written in tuple(Special):
        return Special(written)
    if isinstance(written, list) and (special := [part for part in written if part in tuple(Special)]):
        document.fault(at, f"`{special[0]}` within a list", "give it a branch of its own")
        return None
    if combined:
        try:
            return parse_set(Boolean(), written)
        except ValueError as error:
            document.fault(
                at, str(error).partition("\n")[0], "a condition that weighs several findings answers yes or no"
            )
            return None
    return read_set(finding, document, at, written) if finding else None


def _action(words: Vocabulary, document: Document, name: str, part: Tree, names: Collection[str]) -> Action | None:
    where: Where = ("nodes", name)
    shape = validate(ActionShape, document, where, part)
    if shape is None:
        return None
    before = len(document.faults)
    if shape.silent and shape.then is not None:
        document.fault(
            (*where, "silent"),
            "a silent node that goes on",
            "only a leaf can be silent: delete `silent` or `then`",
            key=True,
        )
    for key, target in (("then", shape.then), ("reassess", shape.reassess)):
        if target is not None:
            _check_target(document, (*where, key), target, names)
    recommend = [_recommendation(words, document, (*where, "recommend", n), r) for n, r in enumerate(shape.recommend)]
    expect = _statements(words, document, (*where, "expect"), shape.expect)
    caution = _statements(words, document, (*where, "caution"), shape.caution)
    if len(document.faults) > before:
        return None
    common = shape.model_dump(
        include={"title", "then", "reassess", "silent", "number", "section", "note", "approved_by", "approved_on"}
    )
    given = tuple(r for r in recommend if r)
    return Action(name, recommend=given, expect=expect, caution=caution, cites=tuple(shape.cites), **common)


def _recommendation(
    words: Vocabulary, document: Document, where: Where, shape: RecommendationShape
) -> Recommendation | None:
    stances = {stance: name for stance in Stance if (name := getattr(shape, stance.value)) is not None}
    if len(stances) != 1:
        found = " and ".join(f"`{stance}`" for stance in stances) or "none of them"
        document.fault(
            where,
            f"a recommendation has just one of `do`, `consider`, `avoid`; found {found}",
            "write each intervention on a line of its own",
        )
        return None
    ((stance, intervention),) = stances.items()
    check_known(words, "interventions", document, (*where, stance.value), intervention, "intervention")
    check_cites(words, document, (*where, "cites"), shape.cites)
    if shape.disputed is not None:
        check_known(words, "conflicts", document, (*where, "disputed"), shape.disputed, "conflict")
    return Recommendation(
        intervention, stance, shape.detail, shape.timing, shape.because, tuple(shape.cites), shape.disputed
    )


def _statements(
    words: Vocabulary, document: Document, where: Where, shapes: Iterable[StatementShape]
) -> tuple[Statement, ...]:
    for n, shape in enumerate(shapes):
        check_cites(words, document, (*where, n, "cites"), shape.cites)
    return tuple(Statement(shape.text, tuple(shape.cites)) for shape in shapes)


def _check_target(document: Document, at: Where, target: str, names: Collection[str]) -> None:
    """A target is a node; a broken node still counts as one."""
    if target not in names:
        document.fault(at, f"unknown node `{target}`", nearest(target, names))
