"""YAML 1.2 text -> a plain tree whose every part knows its place.

PyYAML's C parser gives the events; the tree is made here, because its constructors follow
YAML 1.1 (`no` becomes false, `012` ten), keep the last of two equal keys, and forget places.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import yaml

from ..errors import MOST_FAULTS, BadFile, Fault, Place
from ..host import read_bytes

Tree = dict[str, "Tree"] | list["Tree"] | str
"""Scalars stay the text that was written; what it means is decided where it is used."""
Where = tuple[str | int, ...]
"""The keys and positions that lead to a part of a tree."""

Spot = tuple[int, int]
"""A line and a column, from 1."""

MAX_BYTES = 1 << 20
MAX_DEPTH = 40
_NULLS = ("", "~", "null", "Null", "NULL")
# Control characters, line and paragraph separators, and what overrides the direction of text.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)


@dataclass
class Document:
    """One file as a tree, with the place of every value and key, and the faults found so far."""

    file: str
    tree: Tree = ""
    places: dict[Where, Spot] = field(default_factory=dict)
    keys: dict[Where, Spot] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    broken: set[Where] = field(default_factory=set)
    bare: set[Where] = field(default_factory=set)
    """Of JSON: what stands without quotes. YAML knows no such difference: who types a number there may mean a text."""
    json: bool = False

    def fault(self, where: Where, message: str, help: str = "", *, key: bool = False) -> None:
        """Note a fault at a part, unless a fault was noted there or around it already."""
        if any(where[:n] in self.broken for n in range(len(where) + 1)):
            return
        self.faults.append(Fault(message, help, self.place(where, key=key)))

    def place(self, where: Where, *, key: bool = False) -> Place:
        """Return the place of a part (or of its key), or of the nearest part around it."""
        while where and where not in self.places:
            where = where[:-1]
        spots = self.keys if key and where in self.keys else self.places
        return Place(self.file, *spots[where]) if where in spots else Place(self.file)


def read_document(path: Path, shown: str) -> Document:
    """Return the tree of a YAML or JSON file.

    Raises BadFile where the file cannot be read, is over 1 MiB, is not UTF-8, or is not one
    YAML document. Duplicate keys, anchors, tags, nulls and the like are noted as faults, so
    that they are reported together with all others.
    """
    try:
        data = read_bytes(path, MAX_BYTES)
    except OSError as error:
        raise BadFile(
            [Fault(f"cannot be read: {(error.strerror or 'unknown reason').lower()}", "", Place(shown))]
        ) from None
    return read_text(data, shown, json=path.suffix == ".json")


def read_text(data: bytes, shown: str, *, json: bool = False) -> Document:
    """Return the tree of a file's bytes; see read_document."""
    if len(data) > MAX_BYTES:
        raise BadFile([Fault("the file is larger than 1 MiB", "split it with `include`", Place(shown))])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - data.rfind(b"\n", 0, error.start)
        raise BadFile(
            [Fault("a byte that is not UTF-8", "save the file as UTF-8", Place(shown, line, column))]
        ) from None
    document = Document(shown, json=json)
    text = _without_refused(text.removeprefix("\ufeff"), document)
    if json:  # YAML knows neither tabs between tokens nor an escaped slash
        text = re.sub(r"(\\\\)|\\/", lambda m: m[1] or "/", text.replace("\t", " "))
    try:
        _Builder(document).build(yaml.parse(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        document.faults.append(_syntax(error, shown, text))
        raise BadFile(document.faults) from None
    return document


def _without_refused(text: str, document: Document) -> str:
    line, counted = 1, 0
    for match in islice(_REFUSED.finditer(text), MOST_FAULTS):
        line, counted = line + text.count("\n", counted, match.start()), match.start()
        column = match.start() - text.rfind("\n", 0, match.start())
        place = Place(document.file, line, column)
        message = f"the character U+{ord(match[0]):04X}, which is invisible and can change what is read"
        document.faults.append(Fault(message, "delete it", place))
    return _REFUSED.sub(" ", text)


def _syntax(error: yaml.MarkedYAMLError, shown: str, text: str) -> Fault:
    mark = error.problem_mark or error.context_mark
    place = Place(shown, mark.line + 1, mark.column + 1) if mark else Place(shown)
    problem = error.problem or "not YAML"
    lines = text.split("\n")
    if mark and mark.line >= len(lines):  # the parser looks past the end for what is not closed
        place = Place(shown, len(lines), len(lines[-1]) + 1)
    elif mark and lines[mark.line][mark.column :].startswith("\t"):
        return Fault("a tab where only spaces can stand", "indent with spaces", place)
    help = "a text with `: `, `#`, or that starts with one of [ { > | * & ! % @ is written in quotes"
    return Fault(f"not YAML: {problem}", help, place)


class _Builder:
    """Makes the tree from parser events, without recursion."""

    def __init__(self, document: Document) -> None:
        self.document = document

    def build(self, events: Iterator[yaml.Event]) -> None:
        """Fill the document; raises what the parser raises, and BadFile for a second document or a tree too deep."""
        documents = 0
        stack: list[tuple[Tree, Where, str | None]] = []  # container, its place, the key that waits for a value
        for event in events:
            match event:
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents > 1:
                        self._note(event, "a second document", "a file is one document: delete the line `---`")
                        raise BadFile(self.document.faults)
                case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                    self._refuse_marks(event)
                    container: Tree = {} if isinstance(event, yaml.MappingStartEvent) else []
                    where = self._add(stack, container, event)
                    stack.append((container, where, None))
                    if len(stack) > MAX_DEPTH:
                        fault = Fault(f"nested more than {MAX_DEPTH} deep", "", self._place(event))
                        raise BadFile([*self.document.faults, fault])
                case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                    stack.pop()
                case yaml.ScalarEvent():
                    self._refuse_marks(event)
                    self._scalar(stack, event)
                case yaml.AliasEvent():
                    self._note(
                        event,
                        f"an alias `*{event.anchor}`",
                        "write the value out; nothing in this file stands for another part",
                    )
                    where = self._add(stack, "", event)
                    self.document.broken.add(where)
        if not documents:
            self.document.fault((), "the file is empty")
            self.document.broken.add(())

    def _scalar(self, stack: list[tuple[Tree, Where, str | None]], event: yaml.ScalarEvent) -> None:
        if stack and isinstance(stack[-1][0], dict) and stack[-1][2] is None:
            self._key(stack, event)
            return
        where = self._add(stack, event.value, event)
        if self.document.json and not event.style:
            self.document.bare.add(where)
        if event.style not in ("'", '"', "|", ">") and event.value in _NULLS:
            self.document.fault(
                where,
                "no value stands here",
                "write a value, or leave the key out; a text with a comma within { } needs quotes",
                key=True,
            )
            self.document.broken.add(where)

    def _key(self, stack: list[tuple[Tree, Where, str | None]], event: yaml.ScalarEvent) -> None:
        container, where, _ = stack[-1]
        assert isinstance(container, dict)
        key = event.value
        here = (*where, key)
        if key in container:
            line, _ = self.document.keys[here]
            self._note(event, f"the key `{key}` stands twice", f"it stands first on line {line}; delete or rename one")
            here = (*where, f"{key}\0{self._spot(event)[0]}")  # read on, beside the first
        self.document.keys[here] = self._spot(event)
        stack[-1] = (container, where, str(here[-1]))

    def _add(self, stack: list[tuple[Tree, Where, str | None]], value: Tree, event: yaml.NodeEvent) -> Where:
        if not stack:
            self.document.tree = value
            where: Where = ()
        else:
            container, around, key = stack[-1]
            if isinstance(container, list):
                where = (*around, len(container))
                container.append(value)
            elif key is None:
                self._note(event, "a key that is not a plain text", "a key is one word")
                where = (*around, f"\0{self._spot(event)[0]}")
                stack[-1] = (container, around, str(where[-1]))
                return where
            else:
                where = (*around, key)
                if "\0" not in key and isinstance(container, dict):
                    container[key] = value
                stack[-1] = (container, around, None)
        self.document.places[where] = self._spot(event)
        return where

    def _refuse_marks(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent | yaml.ScalarEvent) -> None:
        if event.anchor:
            self._note(event, f"an anchor `&{event.anchor}`", "nothing in this file stands for another part: delete it")
        if event.tag:
            self._note(event, f"a tag `{event.tag}`", "delete it")

    def _note(self, event: yaml.Event, message: str, help: str) -> None:
        self.document.faults.append(Fault(message, help, self._place(event)))

    def _place(self, event: yaml.Event) -> Place:
        return Place(self.document.file, *self._spot(event))

    def _spot(self, event: yaml.Event) -> Spot:
        mark = event.start_mark
        assert mark is not None
        return mark.line + 1, mark.column + 1
