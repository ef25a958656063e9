"""Case files and banks of cases -> cases as they were entered, with what is expected of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from ..errors import BadFile, HemgraphError, Place, nearest
from ..graph import DecisionGraph
from ..identity import identifies, is_identity
from ..values.marks import is_open
from .entries import TAKE_OUT
from .shapes import BankShape, CaseShape, ExpectShape
from .shelf import find_graph, is_path
from .tree import Document, Where, read_document, read_text
from .validate import validate


@dataclass(frozen=True)
class Entered:
    """One case as it stands in a file: texts, and numbers of JSON, that are not read yet, and where each stands."""

    id: str
    entries: Mapping[str, str | Decimal]
    place: Callable[[str], Place | None]
    expect: ExpectShape | None = None
    at: Place | None = None
    review: bool = False


@dataclass(frozen=True)
class Bank:
    """Some cases, and the graph they are for: an id, or a path made relative to the bank's folder."""

    file: str
    graph: str
    cases: tuple[Entered, ...]
    _document: Document

    def check_names(self, graph: DecisionGraph) -> None:
        """Raise BadFile for every name in an expectation that the graph does not know."""
        for n, case in enumerate(self.cases):
            if case.expect is None:
                continue
            where: Where = ("cases", n, "expect")
            named: list[tuple[str, Sequence[str | None], list[str], str]] = [
                ("leaf", (case.expect.leaf,), [leaf.id for leaf in graph.leaves], "leaf")
            ]
            named.append(("path", case.expect.path or (), list(graph.nodes), "node"))
            named += [
                (key, getattr(case.expect, key), list(graph.interventions), "intervention")
                for key in ("do", "consider", "avoid", "never")
            ]
            for key, names, known, kind in named:
                for i, name in enumerate(names):
                    if name is not None and name not in known:
                        at = (*where, key, i) if (*where, key, i) in self._document.places else (*where, key)
                        self._document.fault(at, f"unknown {kind} `{name}`", nearest(name, known))
        if self._document.faults:
            raise BadFile(self._document.faults)


def read_bank(path: Path) -> Bank:
    """Return the bank of a file. Raises BadFile with every fault of its shape."""
    document = read_document(path, str(path))
    shape = (
        validate(BankShape, document, (), document.tree)
        if _is_mapping(document, "a bank", "`graph:` and `cases:`")
        else None
    )
    cases = []
    seen: dict[str, int] = {}
    for n, tree in enumerate(shape.cases if shape else ()):
        case = _case(document, ("cases", n), tree)
        if case is None:
            continue
        if case.id and seen.setdefault(case.id, n) != n:
            document.fault(("cases", n, "id"), f"the id `{case.id}` stands twice", "rename one")
        cases.append(_entered(document, ("cases", n), case, case.id or f"case {n + 1}"))
    if shape is not None and not shape.cases:
        document.fault(("cases",), "a bank without a case", "write one: - {id: first, findings: {...}}", key=True)
    graph = shape.graph if shape else ""
    graph = str(path.parent / graph) if is_path(graph) else graph
    try:
        if shape is not None:
            find_graph(graph)
    except HemgraphError as error:
        document.fault(("graph",), error.faults[0].message, error.faults[0].help)
    if document.faults or shape is None:
        raise BadFile(document.faults)
    return Bank(str(path), graph, tuple(cases), document)


def read_case(path: Path) -> Entered:
    """Return the one case of a file. Raises BadFile with every fault of its shape."""
    return _one(read_document(path, str(path)))


def read_case_text(data: bytes, shown: str) -> Entered:
    """Return the one case that some bytes hold, as from standard input."""
    return _one(read_text(data, shown, json=data.lstrip()[:1] == b"{"))


def _one(document: Document) -> Entered:
    case = None
    if _is_mapping(document, "a case", "`findings: {deficit: none}`"):
        if isinstance(document.tree, dict) and "cases" in document.tree:
            document.fault(
                (),
                "a bank of cases where one case is expected",
                "run it with `hemgraph test`, or copy one case to a file",
            )
        else:
            case = _case(document, (), document.tree)
    found = _entered(document, (), case, case.id) if case else None
    if document.faults or found is None:
        raise BadFile(document.faults)
    return found


def _case(document: Document, where: Where, tree: object) -> CaseShape | None:
    before = len(document.faults)
    for key in tree if isinstance(tree, dict) else ():
        if is_identity(key):
            document.fault((*where, key), f"`{key}` would tell who the patient is", TAKE_OUT, key=True)
        elif what := identifies(key):
            document.fault((*where, key), f"a key that has {what}, not repeated here", TAKE_OUT, key=True)
    return validate(CaseShape, document, where, tree) if len(document.faults) == before else None


def _is_mapping(document: Document, kind: str, example: str) -> bool:
    if not isinstance(document.tree, dict):
        document.fault((), f"{kind} has keys and values", f"it has {example}")
        return False
    return True


def _entered(document: Document, where: Where, case: CaseShape, name: str) -> Entered:
    def place(finding: str) -> Place | None:
        return document.place((*where, "findings", finding), key=True)

    if what := identifies(case.id):
        document.fault((*where, "id"), f"an id with {what}, which can tell who the patient is", "name it otherwise")
    findings: dict[str, str | Decimal] = {
        # A program wrote it, and its point is one of decimals; what a person typed could mean thousands.
        finding: Decimal(said) if (*where, "findings", finding) in document.bare and is_open(said) else said
        for finding, said in case.findings.items()
    }
    return Entered(name, findings, place, case.expect, document.place(where), case.review)
