"""The hazard log of a graph: `hazards.yaml` in its folder."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from ..errors import BadFile
from ..results.hazards import Hazard, HazardLog, Link
from .shapes import Shape, Text
from .tree import Document, Where, read_document
from .validate import validate

FILE = "hazards.yaml"
_KINDS = ("node", "property", "case", "test")


class LinkShape(Shape):
    """What a control or evidence stands on: one of four, and in words what it does."""

    node: Text = ""
    property: Text = ""
    case: Text = ""
    test: Text = ""
    says: Text = ""


class HazardShape(Shape):
    """A row of the log."""

    hazard: Text
    cause: Text
    harm: Text
    control: list[LinkShape]
    evidence: list[LinkShape]


class LogShape(Shape):
    """The whole log."""

    graph: Text
    hazards: dict[str, object]


def hazards_beside(graph: Path, id: str) -> HazardLog | None:
    """Return the log in a graph's folder; None where there is none, or it is that of another graph.

    Raises BadFile with every fault of the log.
    """
    path = graph.parent / FILE
    if not path.is_file():
        return None
    document = read_document(path, str(path))
    shape = validate(LogShape, document, (), document.tree) if isinstance(document.tree, dict) else None
    if shape is None:
        document.fault((), "a hazard log has keys and values", "it has `graph:` and `hazards:`")
        raise BadFile(document.faults)
    found = {
        name: _hazard(document, ("hazards", name), name, row)
        for name, tree in shape.hazards.items()
        if (row := validate(HazardShape, document, ("hazards", name), tree))
    }
    if document.faults:
        raise BadFile(document.faults)
    return HazardLog(shape.graph, found) if shape.graph == id else None


def _hazard(document: Document, where: Where, name: str, row: HazardShape) -> Hazard:
    for key, links in (("control", row.control), ("evidence", row.evidence)):
        if not links:
            document.fault((*where, key), f"a hazard without {key}", "name what it stands on", key=True)
    control = [_link(document, (*where, "control", n), link) for n, link in enumerate(row.control)]
    evidence = [_link(document, (*where, "evidence", n), link) for n, link in enumerate(row.evidence)]
    return Hazard(name, row.hazard, row.cause, row.harm, tuple(control), tuple(evidence))


def _link(document: Document, where: Where, shape: LinkShape) -> Link:
    named = [(kind, name) for kind in _KINDS if (name := getattr(shape, kind))]
    if len(named) != 1:
        document.fault(where, "a link is to one thing", f"write one of {', '.join(_KINDS)}")
        return Link("node", "")
    ((kind, name),) = named
    return Link(kind, name, shape.says, document.place(where))  # type: ignore[arg-type]  # a kind is one of the four


def missing_tests(names: Iterable[str], root: Path) -> set[str]:
    """Return those tests, as `tests/test_x.py::test_y`, that are not in a folder; none where it has no tests at all.

    What is not checked: that they pass.
    """
    if not (root / "tests").is_dir():
        return set()
    return {name for name in names if not _is_there(root, *name.partition("::")[::2])}


def _is_there(root: Path, file: str, test: str) -> bool:
    path = root / file
    if not path.is_file() or ".." in Path(file).parts:
        return False
    return not test or re.search(rf"^\s*def {re.escape(test)}\(", path.read_text("utf-8"), re.MULTILINE) is not None
