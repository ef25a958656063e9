"""The lock of a graph: what it said when somebody reviewed it, node by node. It stands in a file beside it.

A lock is written by who reviewed the graph, and read with it ever after. It is signed by nobody: who may change the
graph may change the lock.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import BadFile, Fault, Place
from ..graph import DecisionGraph
from ..host import read_bytes, real
from ..origin import Content
from .tree import MAX_BYTES, Document, Tree

ENDING = ".lock"
_SIGNED = ("approved_by", "approved_on")
_WORDS = ("findings", "interventions", "sources", "claims", "conflicts")


@dataclass(frozen=True)
class Lock:
    """What was locked on a day: the content of the graph and its files, and who approved which content of a node."""

    sha256: str
    day: date
    files: Mapping[str, str]
    approvals: Mapping[str, Mapping[str, str]]


def lock_path(path: Path) -> Path:
    """Return the file of a graph's lock.

    >>> lock_path(Path("graphs/lumbar.yaml")).name
    'lumbar.yaml.lock'
    """
    home = real(path) if path.is_symlink() else path  # a link to a graph has the lock of the graph
    return home.with_name(home.name + ENDING)


def content_hash(parts: Iterable[Tree]) -> str:
    """Return the hash of what files say, whatever their comments, layout and order of keys, and which says what."""
    return _hash(_merged(parts))


def lock_of(sha256: str, documents: Iterable[Document], day: date = date.max) -> Lock:
    """Return the lock of a graph that was read without a fault from these files."""
    files = list(documents)
    merged = _merged(document.tree for document in files)
    nodes = merged["nodes"]
    assert isinstance(nodes, dict)
    approvals = {
        name: {**{key: str(node[key]) for key in _SIGNED if key in node}, "sha256": _node_hash(merged, node)}
        for name, node in nodes.items()
        if isinstance(node, dict) and any(key in node for key in _SIGNED)
    }
    return Lock(sha256, day, {Path(each.file).name: content_hash([each.tree]) for each in files}, approvals)


def lock_json(lock: Lock, graph: DecisionGraph, engine: str, made: datetime) -> dict[str, Any]:
    """Return what stands in the file of a lock."""
    return {
        "hemgraph": engine,
        "graph": Content.of(graph).json(),
        "files": dict(lock.files),
        "approvals": {name: dict(approval) for name, approval in lock.approvals.items()},
        "made": made.isoformat(timespec="seconds"),
    }


def read_lock(path: Path) -> Lock | None:
    """Return the lock in a file; None where there is none. Raises BadFile where it cannot be read as one."""
    if not os.path.lexists(path):
        return None
    try:
        data = read_bytes(path, MAX_BYTES)
        said: Any = json.loads(data) if len(data) <= MAX_BYTES else {}
        approvals = {name: dict(approval) for name, approval in said["approvals"].items()}
        day = datetime.fromisoformat(said["made"]).date()
        return Lock(str(said["graph"]["sha256"]), day, dict(said["files"]), approvals)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise BadFile(
            [Fault("the lock cannot be read", "take it away, and lock the graph again", Place(str(path)))]
        ) from None


def stale(now: Lock, then: Lock | None, today: date) -> dict[str, str]:
    """Return the nodes whose approval cannot be locked, each with why.

    An approval has a day, which is not to come. One that the lock does not have as it is was given since: its day is
    not before that of the lock, and not the one it had.
    """
    found = {}
    for name, approval in now.approvals.items():
        before = then.approvals.get(name) if then else None
        day, said = _day(approval.get("approved_on", "")), approval.get("approved_on", "")
        if day is None or day > today:
            found[name] = f"is approved on `{said[:40]}`, which is no day up to today, as {today}"
        elif then and before != approval and (day < then.day or (before and before.get("approved_on") == said)):
            found[name] = f"was approved on {said}, and changed or approved since without a new day"
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-10-01") else None
    except ValueError:
        return None


def under_lock(graph: DecisionGraph, now: Lock, then: Lock, place: Place, *, draft: bool) -> DecisionGraph:
    """Return the graph with the nodes whose approval no longer holds, given what its lock would be and what it is.

    Raises BadFile where it is reviewed and not what its lock holds; as a draft it is returned as one.
    """
    lapsed = frozenset(name for name, approval in now.approvals.items() if then.approvals.get(name) != approval)
    if graph.status == "reviewed" and then.sha256 != now.sha256:
        if not draft:
            changed = [name for name, content in now.files.items() if then.files.get(name) != content]
            what = f": changed in {', '.join(changed)}" if changed else ""
            help = "review it and run `hemgraph lock`, or use it as a draft with `--draft`"
            raise BadFile([Fault(f"`{graph.id}` is reviewed, and is not what its lock holds{what}", help, place)])
        return replace(graph, status="draft", lapsed=lapsed)
    return replace(graph, lapsed=lapsed)


def _node_hash(merged: Mapping[str, Tree], node: Mapping[str, Tree]) -> str:
    """The hash of a node without its approval, and of every word of the file it leads to."""
    own = {key: part for key, part in node.items() if key not in _SIGNED}
    found: dict[str, Tree] = {}
    waiting: list[Tree] = [own]
    while waiting:
        for text in _texts(waiting.pop()):
            for section in _WORDS:
                words = merged.get(section)
                if isinstance(words, dict) and text in words and f"{section} {text}" not in found:
                    found[f"{section} {text}"] = words[text]
                    waiting.append(words[text])
    return _hash({"node": own, "words": found})


def _texts(tree: Tree) -> list[str]:
    match tree:
        case dict():
            return [*tree, *(text for part in tree.values() for text in _texts(part))]
        case list():
            return [text for part in tree for text in _texts(part)]
    return [tree]


def _merged(parts: Iterable[Tree]) -> dict[str, Tree]:
    merged: dict[str, Tree] = {}
    for tree in parts:
        assert isinstance(tree, dict)
        for key, part in tree.items():
            before = merged.get(key)
            merged[key] = {**before, **part} if isinstance(before, dict) and isinstance(part, dict) else part
    merged.pop("include", None)
    return merged


def _hash(tree: Tree) -> str:
    return sha256(json.dumps(tree, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
