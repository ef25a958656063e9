"""Read back which content of which graph a file was made of, and whether that is what is at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any

from .api import Graph
from .errors import refuse
from .host import read_bytes
from .origin import Content, Origin

MOST = 200_000_000
"""How many bytes of a file are read."""
_LINES = {
    ".svg": re.compile(rb'<metadata id="origin">([^<]*)</metadata>'),
    ".html": re.compile(rb'<meta name="hemgraph" content="([^"]*)">'),
    ".pdf": re.compile(rb"<pdf:Keywords>([^<]*)</pdf:Keywords>"),
}
_KEYWORDS = re.compile(rb"/Keywords ?\(([^)]*)\)")
"""The same line of a PDF, which stands there twice."""
_INFO = re.compile(rb"/Info (\d{1,12}) 0 R")
_TABLE = re.compile(rb"startxref\s+(\d{1,12})\s+%%EOF")
_ENDS = {".svg": b"</svg>", ".html": b"</html>", ".pdf": b"%%EOF"}
_ONLY = "only what this program wrote can be verified"
_ROWS = (".parquet", ".arrow")
ENDINGS = (*_LINES, ".json", ".lock", *_ROWS)


@dataclass(frozen=True)
class Verified:
    """A file, where it says that it comes from, and the content at hand for each of its graphs, if there is one."""

    file: Path
    origin: Origin
    at_hand: Mapping[Content, Content | None]

    @property
    def matches(self) -> bool:
        """Whether all of it was made of what is at hand."""
        return all(said.comes_from(here) for said, here in self.at_hand.items())


def verify(path: Path, graphs: Iterable[Graph]) -> Verified:
    """Return where a file comes from, set against these graphs.

    Graphs are matched by id; of two with the same id the one of the same content is taken. Raises HemgraphError for a
    file that cannot be read, or does not say where it comes from. That what stands in the file was not changed
    afterwards is not checked: nobody has signed it.
    """
    origin, here = origin_of(path), [Content.of(graph.model) for graph in graphs]
    return Verified(path, origin, {said: _nearest(said, here) for said in origin.contents})


def _nearest(said: Content, here: list[Content]) -> Content | None:
    same = [content for content in here if content.graph == said.graph]
    return next((content for content in same if content.sha256 == said.sha256), same[0] if same else None)


def origin_of(path: Path) -> Origin:
    """Return where a file says that it comes from. Raises HemgraphError as `verify` does."""
    ending = path.suffix.lower()
    if ending in _ROWS:
        return _once(path, _of_rows(path, ending))
    if ending in (".json", ".lock"):
        return _of_json(path)
    if ending not in _LINES:
        raise refuse(f"`{path}` is of no kind that says where it comes from", f"the endings are {' '.join(ENDINGS)}")
    data = _read(path)
    if not data.rstrip().endswith(_ENDS[ending]):
        raise refuse(f"`{path}` is cut off, or was added to", _ONLY)
    found = [unescape(line.decode("utf-8", "replace")) for line in _LINES[ending].findall(data)]
    if ending == ".pdf":
        found += {_keywords(path, data)} - set(found)
    return _once(path, found)


def _keywords(path: Path, pdf: bytes) -> str:
    """What a PDF says a second time. Raises HemgraphError where its table is not where its last lines say."""
    table, info = _TABLE.search(pdf[-100:]), _INFO.search(pdf[-500:])
    if table is None or info is None or not pdf[int(table[1]) :].startswith(b"xref"):
        raise refuse(f"`{path}` was cut or added to: its table is not where it says", _ONLY)
    _, _, after = pdf.rpartition(b"\n%s 0 obj" % info[1])
    said = _KEYWORDS.search(after.partition(b"endobj")[0])
    return said[1].decode("utf-8", "replace") if said else ""


def _read(path: Path) -> bytes:
    try:
        data = read_bytes(path, MOST)
    except OSError as error:
        raise refuse(f"`{path}` cannot be read: {(error.strerror or str(error)).lower()}", "name a file") from None
    if len(data) > MOST:
        raise refuse(f"`{path}` is larger than {MOST // 1_000_000} MB", "no page or answer is so large")
    return data


def _once(path: Path, lines: list[str]) -> Origin:
    if len(lines) != 1:
        what = "does not say where it comes from" if not lines else "says more than once where it comes from"
        raise refuse(f"`{path}` {what}", _ONLY)
    return Origin.read(lines[0])


def _of_rows(path: Path, ending: str) -> list[str]:
    try:
        import pyarrow
        from pyarrow import ipc, parquet
    except ImportError:
        raise refuse("to read rows needs `pyarrow`, which is not there", "pip install 'hemgraph[cohort]'") from None
    try:
        if ending == ".parquet":
            schema = parquet.read_schema(path)
        else:
            with pyarrow.OSFile(str(path)) as file, ipc.open_file(file) as rows:
                schema = rows.schema
    except (OSError, pyarrow.ArrowException) as error:
        raise refuse(f"`{path}` cannot be read: {str(error).splitlines()[0][:200]}", f"it is to be {ending}") from None
    line = (schema.metadata or {}).get(b"hemgraph")
    return [line.decode("utf-8", "replace")] if line is not None else []


def _of_json(path: Path) -> Origin:
    try:
        said = json.loads(_read(path), object_pairs_hook=_no_key_twice)
        head = f"hemgraph {said['hemgraph']}; made {said.get('made') or ''}"
        lines = list(dict.fromkeys(_contents(said)))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refuse(f"`{path}` does not say where it comes from", _ONLY) from None
    return Origin.read("; ".join([head, *lines]))


def _no_key_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _contents(said: Any) -> Iterator[str]:
    """Every graph that is named anywhere in it."""
    for part in said.values() if isinstance(said, dict) else said if isinstance(said, list) else ():
        if isinstance(part, dict) and {"id", "version", "status", "sha256"} <= part.keys():
            yield f"{part['id']} {part['version']} {part['status']} sha256:{part['sha256']}"
        yield from _contents(part)
