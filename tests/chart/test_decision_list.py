"""The decision list: every box once, every answer with the box it leads to, and in detail every recommendation."""

from __future__ import annotations

import re

import pypdfium2
import pytest
from click.testing import CliRunner
from pages import NOW, flat, page_texts, smallest_text, texts_in_order

import hemgraph
from hemgraph.chart import DecisionList
from hemgraph.cli.main import main
from hemgraph.errors import HemgraphError
from hemgraph.files.bank_file import read_bank
from hemgraph.files.shelf import bank_paths
from hemgraph.graph import Action
from hemgraph.wording import STANCES, node_text

OURS = ("vertebral-hemangioma", "l3", "lumbar", "compression")
GRAPH = hemgraph.load("vertebral-hemangioma")
CASES = read_bank(bank_paths("vertebral-hemangioma")[0]).cases


def listed(graph, trace=None, *, detailed=False, paper="a4"):
    return graph.decision_list(trace, detailed=detailed, now=NOW).makers(paper)[".pdf"]()


def letters(text):
    """A text without signs: where a word is parted at its hyphen, the page's text has another one."""
    return re.sub(r"\W", "", text)


def in_rows(graph):
    """For each box, where it stands in the entries: as an entry or at an answer; and each way on that is written."""
    boxes, ways = [], []
    for entry in DecisionList(graph.model).entries():
        boxes.append(entry["box"])
        for row in entry.get("rows", ()):
            boxes.extend([row["action"]["box"]] if row["action"] else [])
            ways.append((entry["box"], row["go"]))
        for action in [entry, *(row["action"] for row in entry.get("rows", ()) if row["action"])]:
            ways.extend((action["box"], action[key]) for key in ("then", "again") if action.get(key))
    return boxes, ways


@pytest.mark.parametrize("name", OURS)
def test_every_box_stands_once_and_every_way_on_is_written(name):
    graph = hemgraph.load(name)
    boxes, ways = in_rows(graph)
    assert sorted(boxes) == sorted(graph.model.boxes.values())
    number = graph.model.boxes
    wanted = {(number[tail], number[head]) for tail, head in graph.model.network.edges}
    wanted |= {
        (number[node.id], number[node.reassess])
        for node in graph.model.nodes.values()
        if isinstance(node, Action) and node.reassess
    }
    assert set(ways) == wanted
    assert len(ways) == len(set(ways))


@pytest.mark.parametrize("name", OURS)
def test_the_list_is_one_page_of_a4_at_nine_points(name):
    graph = hemgraph.load(name)
    pdf = listed(graph)
    (text,) = map(letters, page_texts(pdf))
    for node in graph.model.nodes.values():
        assert letters(f"{graph.model.boxes[node.id]} {node_text(graph.model, node)}") in text
    page = texts_in_order(pypdfium2.PdfDocument(pdf)[0])
    assert min(page.sizes) >= 7.9  # the foot
    assert not [size for size in page.sizes if 8.3 < size < 8.9]  # entries are larger, all else is the foot
    assert sum(size >= 8.9 for size in page.sizes) > 0.6 * len(page.sizes)


def test_in_detail_every_recommendation_stands_in_its_box_in_the_order_of_the_file():
    text = "".join(page_texts(listed(GRAPH, detailed=True)))
    plain = "".join(page_texts(listed(GRAPH)))
    for node in GRAPH.model.nodes.values():
        if isinstance(node, Action):
            start = text.index(flat(f"{GRAPH.model.boxes[node.id]} {node.title}"))
            for said in node.recommend:
                name = f"{STANCES[said.stance]} {GRAPH.model.interventions[said.intervention]}"
                start = text.index(flat(name), start)
                assert not said.detail or flat(said.detail) in text
                assert flat(name) not in plain


def test_the_path_of_a_case_is_on_it():
    trace = next(trace for case in CASES if (trace := GRAPH.trace(dict(case.entries))).leaf)
    entries = list(DecisionList(GRAPH.model, trace).entries())
    actions = [row["action"] for entry in entries for row in entry.get("rows", ()) if row["action"]]
    order = {item["box"]: item["order"] for item in [*entries, *actions] if item["order"]}
    assert order == {GRAPH.model.boxes[step.node]: n for n, step in enumerate(trace.path, 1)}
    taken = [(entry["box"], row["go"]) for entry in entries for row in entry.get("rows", ()) if row["taken"]]
    assert len(taken) == sum(step.branch is not None for step in trace.path if step.kind == "condition")


def test_a_path_that_stops_says_where():
    trace = GRAPH.trace({})
    assert trace.leaf is None
    (stop,) = (entry for entry in DecisionList(GRAPH.model, trace).entries() if entry["stop"])
    assert stop["box"] == GRAPH.model.boxes[trace.path[-1].node]
    assert "itstopshere" in page_texts(listed(GRAPH, trace))[0]


def test_a_list_is_the_same_on_two_runs_and_no_other_graphs_path_is_on_it():
    assert listed(GRAPH) == listed(GRAPH)
    with pytest.raises(HemgraphError, match="not of `l3`"):
        hemgraph.load("l3").decision_list(GRAPH.trace({}))
    with pytest.raises(HemgraphError, match="no paper"):
        listed(GRAPH, paper="fit")


def test_the_command_writes_it(tmp_path):
    plain, detailed = tmp_path / "a.pdf", tmp_path / "b.pdf"
    for path, more in ((plain, ()), (detailed, ("--detail",))):
        done = CliRunner().invoke(main, ["draw", "l3", "--list", "-o", str(path), *more])
        assert done.exit_code == 0, done.output
    assert smallest_text(pypdfium2.PdfDocument(plain.read_bytes())[0]) > 7.5
    assert re.search("Avoid", "".join(page_texts(detailed.read_bytes())))
    assert not re.search("Avoid", "".join(page_texts(plain.read_bytes())))
