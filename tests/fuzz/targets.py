"""What is fuzzed: each target takes bytes, and may end in a refusal of ours, but in nothing else.

`covered.py` feeds them by coverage, `test_fuzz.py` with what is kept in `corpus`, and with a few bytes by chance.
"""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import suppress
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import hemgraph
from hemgraph.api import Graph
from hemgraph.errors import HemgraphError
from hemgraph.files.bank_file import read_bank, read_case_text
from hemgraph.files.graph_file import read_graph
from hemgraph.origin import Origin
from hemgraph.values.domains import Choice, Number
from hemgraph.values.sets import parse_set
from hemgraph.values.units import parse_quantity

TOY = Path(__file__).parents[1] / "graphs" / "good" / "toy.yaml"
DOMAINS = (
    Number(Decimal(0), Decimal(200), Decimal("0.1"), "mm"),
    Number(Decimal(-5), Decimal(5), None),
    Number(Decimal(0), Decimal(9), Decimal(1), integer=True),
    Choice(("none", "mild", "bad")),
)
_SIGN = "@@text@@"


@cache
def folder():
    """A folder that is there as long as the process."""
    made = tempfile.TemporaryDirectory()
    folder.kept = made
    return Path(made.name)


@cache
def toy():
    """A small graph."""
    return hemgraph.load(TOY)


def graph_file(data):
    """A graph file: read, checked, traced."""
    file = folder() / "graph.yaml"
    file.write_bytes(data)
    with suppress(HemgraphError):
        graph = Graph(read_graph(file))
        assert read_graph(file).sha256 == graph.model.sha256
        graph.check(budget=2_000)
        graph.trace({})


def case_file(data):
    """A case, and its trace."""
    with suppress(HemgraphError):
        case = toy().case(read_case_text(data, "case").entries)
        assert toy().trace(case).case == case


def bank_file(data):
    """A bank of cases."""
    file = folder() / "bank.yaml"
    file.write_bytes(data)
    with suppress(HemgraphError):
        read_bank(file)


def unary_test(data):
    """A test as on a branch; what it is written as again means the same."""
    text = data.decode("utf-8", "replace")
    for domain in DOMAINS:
        with suppress(ValueError):
            found = parse_set(domain, text)
            assert parse_set(domain, str(found)) == found, text


def quantity(data):
    """A number with a unit."""
    text = data.decode("utf-8", "replace")
    for unit in ("mm", "a", "Cel", "10*9/L", None):
        with suppress(ValueError):
            assert parse_quantity(text, unit).is_finite(), text


def cohort_file(data):
    """A CSV file of rows: each is told something, or refused, or the file is."""
    from hemgraph.cohort.asked import Asked
    from hemgraph.cohort.run import run

    file = folder() / "rows.csv"
    file.write_bytes(b"pain,fracture,size\n" + data)
    with suppress(HemgraphError):
        out = folder() / "out.csv"
        found = run(toy(), file, Asked(output=out, refused=folder() / "refused.csv"))
        lines = out.read_bytes().count(b"\n")
        assert lines > found.cohort.rows or b'"' in data, "a row is not there"


@cache
def _texts():
    """The toy with a sign in place of each of its texts that a page shows."""
    text = TOY.read_text()
    text = re.sub(r"(title|ask|name|text|because|resolution): (?!pain|weigh)[^,}\n]+", rf"\1: '{_SIGN}'", text)
    return text.replace("none: No pain", f"none: '{_SIGN}'")


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, tuple(name for name, _ in attributes)))


@cache
def _plain():
    """The elements of the pages of a graph whose texts are plain."""
    return _elements(_drawn(b"Plain"))


def _drawn(data):
    text = data.decode("utf-8", "replace")[:200]
    file = folder() / "texts.yaml"
    file.write_text(_texts().replace(f"'{_SIGN}'", json.dumps(text, ensure_ascii=False)), encoding="utf-8")
    return Graph(read_graph(file)).chart()


def _elements(drawing):
    makers = drawing.makers()
    svg = ElementTree.fromstring(makers[".svg"]())
    tags = _Tags()
    tags.feed(makers[".html"]())
    makers[".mmd"]()
    makers[".txt"]()
    named = {(each.tag, tuple(each.attrib)) for each in svg.iter()}
    return named, {tag for tag in tags.found if tag[0] not in ("tspan", "text", "svg", "path", "g")}


def page_texts(data):
    """Any text in every place of a chart and a page: no element comes of it that was not there."""
    with suppress(HemgraphError):
        svg, page = _elements(_drawn(data))
        plain = _plain()
        assert {tag for tag, _ in svg} <= {tag for tag, _ in plain[0]}, data
        assert not [tag for tag in page if tag[0] not in {each[0] for each in plain[1]}], data
        assert not [name for _, names in svg | page for name in names if name.startswith("on")], data


def drawing_language(data):
    """Any text in DOT, as another reader of DOT reads it."""
    with suppress(HemgraphError):
        from pygraphviz import AGraph

        found, plain = (AGraph(string=_drawn(text).makers()[".dot"]()) for text in (data, b"Plain"))
        assert {*found.nodes()} == {*plain.nodes()}, data
        assert {*found.edges()} == {*plain.edges()}, data


def printed(data):
    """Any text on a printed page."""
    with suppress(HemgraphError):
        assert _drawn(data).makers()[".pdf"]().startswith(b"%PDF")


def origin(data):
    """The line that says where a file comes from."""
    with suppress(HemgraphError):
        text = data.decode("utf-8", "replace")
        assert Origin.read(str(Origin.read(text))) == Origin.read(text)


def verified(data):
    """A file that is to be verified, of each kind."""
    from hemgraph.record import append, chain_of
    from hemgraph.verify import origin_of

    for ending in (".svg", ".html", ".pdf", ".json", ".parquet", ".arrow"):
        file = folder() / f"file{ending}"
        file.write_bytes(data)
        with suppress(HemgraphError):
            origin_of(file)
    record = folder() / "record.jsonl"
    record.write_bytes(data)
    before = None
    with suppress(HemgraphError):
        before = chain_of(record)
    with suppress(HemgraphError):
        append(record, {"more": True})
        after = chain_of(record)
        assert before is None or (after.lines, len(after.broken)) >= (before.lines, len(before.broken))


TARGETS = {
    each.__name__: each
    for each in (
        graph_file, case_file, bank_file, unary_test, quantity, cohort_file, page_texts, drawing_language, printed, origin,
        verified,
    )
}  # fmt: skip
