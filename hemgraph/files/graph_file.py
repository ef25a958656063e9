"""A graph file with its includes -> a DecisionGraph, or every fault in them at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path, PurePath
from types import MappingProxyType

from ..errors import BadFile, Place, nearest
from ..graph import DecisionGraph, Impossible, IntendedUse, Node, Property, Stance
from ..host import real
from .lock import Lock, content_hash, lock_of, lock_path, read_lock, under_lock
from .nodes import read_nodes
from .shapes import HeaderShape, IncludeShape, PropertyShape
from .tree import Document, Tree, read_document
from .validate import validate
from .vocabulary import KEBAB, Vocabulary, check_known, id_fault, read_clause, read_words

_SEMVER = re.compile(r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)(-[0-9A-Za-z.-]+)?(\+[0-9A-Za-z.-]+)?")
_SECTIONS = tuple(IncludeShape.model_fields)
MAX_INCLUDES = 100


def read_graph(path: Path, shown: str = "", *, draft: bool = False) -> DecisionGraph:
    """Return the graph of a file; `shown` is how messages name it, by default its path.

    A reviewed graph that is not what its lock holds is refused, or with `draft` is a draft. Raises BadFile with every
    fault of the file and its includes, in their order. What is not checked: the logic (gaps, overlaps, nodes that
    nobody reaches).
    """
    graph, documents = _read(path, shown)
    if (then := read_lock(lock_path(path))) is None:
        return graph
    return under_lock(graph, lock_of(graph.sha256, documents), then, documents[0].place(("status",)), draft=draft)


def files_read(path: Path) -> list[Path]:
    """Return the files that a graph is read from: its own, its lock, and those it includes, there or not.

    Raises BadFile where its own cannot be read.
    """
    tree = read_document(path, str(path)).tree
    names = tree.get("include") if isinstance(tree, dict) else None
    included = [path.parent / name for name in names if isinstance(name, str)] if isinstance(names, list) else []
    return [path, lock_path(path), *included]


def lock_now(path: Path) -> tuple[DecisionGraph, Lock]:
    """Return the graph of a file, and what its lock would be; the lock that is there is not looked at.

    Raises BadFile as `read_graph` does.
    """
    graph, documents = _read(path, "")
    return graph, lock_of(graph.sha256, documents)


def _read(path: Path, shown: str) -> tuple[DecisionGraph, list[Document]]:
    document = read_document(path, shown or str(path))
    header = validate(HeaderShape, document, (), document.tree) if isinstance(document.tree, dict) else None
    if header is None and not document.faults:
        document.fault((), "a graph file has keys and values", "it starts with `hemgraph: 1`")
    documents = [document, *_included(document, path)]
    words = read_words(documents, partial=len(documents) <= len(_list(document, "include")))
    nodes = _nodes(words, document)
    impossible, properties = _impossible(words, document), _properties(words, document)
    if header is not None:
        _check_header(document, header)
    faults = [fault for d in documents for fault in d.faults]
    if not faults:
        _check_cycles(document, nodes)
        boxes = _number(document, header.start if header else "", nodes)
        faults = document.faults
    if faults or header is None:
        raise BadFile(faults)
    graph = DecisionGraph(
        id=header.id,
        title=header.title,
        version=header.version,
        status=header.status,
        start=header.start,
        nodes=MappingProxyType(nodes),
        boxes=MappingProxyType(boxes),
        findings=MappingProxyType(words.findings),
        interventions=MappingProxyType(words.interventions),
        sha256=content_hash(each.tree for each in documents),
        sources=MappingProxyType(words.sources),
        claims=MappingProxyType(words.claims),
        conflicts=MappingProxyType(words.conflicts),
        abbreviations=MappingProxyType(words.abbreviations),
        phrases=MappingProxyType(words.phrases),
        impossible=impossible,
        properties=properties,
        intended_use=IntendedUse(**header.intended_use.model_dump()),
        date=header.date,
        review_by=header.review_by,
        language=header.language,
        places=MappingProxyType(_places(words, document)),
    )
    return graph, documents


def _places(words: Vocabulary, document: Document) -> dict[tuple[str | int, ...], Place]:
    """Where every word stands, and every node, branch, property and combination."""
    found = {where: home.place(where, key=True) for named in words.named.values() for home, where in named.values()}
    for where in document.places:
        match where:
            case ("nodes", _):
                found[where] = document.place(where, key=True)
            case ("nodes", _, "branches", int()) | ("properties" | "impossible", int()):
                found[where] = document.place(where)
            case _:
                pass
    return found


def _included(document: Document, path: Path) -> list[Document]:
    names = _list(document, "include")
    found: list[Document] = []
    for n, name in enumerate(names):
        if not isinstance(name, str) or ("include", n) in document.broken:
            continue
        home = real(path.parent)
        target = real(home / name)
        outside = Path(name).is_absolute() or ".." in Path(name).parts or not target.is_relative_to(home)
        if outside or target == real(path) or n >= MAX_INCLUDES:
            document.fault(
                ("include", n),
                f"`{name}` cannot be included",
                "an include is another file of the same folder or below it",
            )
        elif names.index(name) < n:
            document.fault(("include", n), f"`{name}` is included twice", "delete one")
        elif not target.is_file():
            files = (p.name for p in sorted(home.glob("*.yaml")) if p.name != path.name)
            document.fault(("include", n), f"there is no file `{name}`", nearest(name, files))
        else:
            part = read_document(target, str(PurePath(document.file).parent / name))
            if isinstance(part.tree, dict):
                validate(IncludeShape, part, (), part.tree)
            else:
                part.fault((), "an included file has keys and values", f"it has only {', '.join(_SECTIONS)}")
            found.append(part)
    return found


def _nodes(words: Vocabulary, document: Document) -> dict[str, Node]:
    tree = document.tree.get("nodes") if isinstance(document.tree, dict) else None
    if not isinstance(tree, dict):
        return {}
    start = document.tree.get("start") if isinstance(document.tree, dict) else None
    if isinstance(start, str) and start not in tree:
        document.fault(("start",), f"unknown node `{start}`", nearest(start, tree))
    return read_nodes(words, document, tree)


def _check_header(document: Document, header: HeaderShape) -> None:
    id_fault(document, ("id",), header.id, KEBAB)
    if not _SEMVER.fullmatch(header.version):
        document.fault(("version",), f"`{header.version}` is not a semantic version", "write three numbers, as 1.0.0")
    if header.date and header.review_by and header.review_by < header.date:
        document.fault(
            ("review_by",), f"{header.review_by} is before the date of the file, {header.date}", "write a later day"
        )
    if header.status != "draft":
        lacking = [f"`{key}`" for key, text in header.intended_use.model_dump().items() if not text]
        if lacking:
            message = f"`intended_use` lacks {', '.join(lacking)}, and the status is `{header.status}`"
            document.fault(("intended_use",), message, "write them; only a draft can do without", key=True)


def _impossible(words: Vocabulary, document: Document) -> tuple[Impossible, ...]:
    found = []
    for n, entry in enumerate(_list(document, "impossible")):
        where = ("impossible", n)
        if not isinstance(entry, dict) or not all(isinstance(v, str | list) for v in entry.values()):
            document.fault(
                where,
                "a combination has findings and their values",
                "write {deficit: none, ambulatory: no, because: ...}",
            )
            continue
        because = entry.get("because", "")
        tests = {name: written for name, written in entry.items() if name != "because"}
        if not isinstance(because, str) or not tests:
            document.fault(
                where,
                "a combination without a finding, or with a reason that is no text",
                "write {deficit: none, ambulatory: no, because: ...}",
            )
            continue
        found.append(Impossible(read_clause(words, document, where, tests), because))  # type: ignore[arg-type]
    return tuple(found)


def _properties(words: Vocabulary, document: Document) -> tuple[Property, ...]:
    found = []
    for n, entry in enumerate(_list(document, "properties")):
        where = ("properties", n)
        shape = validate(PropertyShape, document, where, entry)
        if shape is None:
            continue
        claims = [
            (key, claim) for key, claim in (("always", shape.always), ("never", shape.never)) if claim is not None
        ]
        if len(claims) != 1 or len(claims[0][1]) != 1:
            document.fault(
                where,
                "a property has just one of `always` and `never`, with just one stance",
                "write {never: {do: vertebroplasty}, when: {...}}",
            )
            continue
        key, claim = claims[0]
        ((stance, intervention),) = claim.items()
        check_known(words, "interventions", document, (*where, key, stance), intervention, "intervention")
        when = read_clause(words, document, (*where, "when"), shape.when)
        found.append(Property(key == "always", Stance(stance), intervention, when, shape.because))
    return tuple(found)


def _list(document: Document, section: str) -> list[Tree]:
    tree = document.tree.get(section, []) if isinstance(document.tree, dict) else []
    return tree if isinstance(tree, list) else []


def _check_cycles(document: Document, nodes: Mapping[str, Node]) -> None:
    try:
        TopologicalSorter({name: node.targets for name, node in nodes.items()}).prepare()
    except CycleError as error:
        names = list(reversed(error.args[1]))
        first = min(names[1:], key=list(nodes).index)
        turned = names[names.index(first) : -1] + names[: names.index(first)]
        message = "a cycle: " + " -> ".join(f"`{name}`" for name in (*turned, first))
        help = "a path never comes back; write `reassess` where a case is entered again"
        document.fault(("nodes", first), message, help, key=True)


def _number(document: Document, start: str, nodes: Mapping[str, Node]) -> dict[str, int]:
    """Number the boxes: pinned ones first, then breadth-first from the start, then what nobody reaches."""
    pinned: dict[int, str] = {}
    for name, node in nodes.items():
        if node.number is None:
            continue
        if node.number < 1:
            document.fault(("nodes", name, "number"), f"a box number of {node.number}", "numbers start at 1")
        elif node.number in pinned:
            document.fault(
                ("nodes", name, "number"),
                f"the box number {node.number} stands twice",
                f"it is that of `{pinned[node.number]}`",
            )
        pinned.setdefault(node.number, name)
    order = dict.fromkeys([start])
    for name in (queue := [start]):
        for target in nodes[name].targets:
            if target not in order:
                order[target] = None
                queue.append(target)
    free = (n for n in range(1, len(nodes) + len(pinned) + 1) if n not in pinned)
    numbers = {
        name: node.number or next(free)
        for name in (*order, *(n for n in nodes if n not in order))
        if (node := nodes[name])
    }
    return {name: numbers[name] for name in nodes}
