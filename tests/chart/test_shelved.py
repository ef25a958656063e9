"""What a search found is kept: the same layout comes of it, and a broken or hostile file is not trusted."""

from __future__ import annotations

import json

import pytest

import hemgraph
from hemgraph.chart import Chart, search, shelved
from hemgraph.chart.print.paper import A4


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path))
    monkeypatch.setattr(search, "BUDGET", 1200)
    return tmp_path / "hemgraph" / "layouts"


def drawn():
    return Chart(hemgraph.load("compression").model).drawn(A4)


def test_a_kept_layout_is_made_again_without_a_search(folder, monkeypatch):
    first = drawn()
    (kept,) = folder.iterdir()
    monkeypatch.setattr(shelved, "best_layout", None)
    second = drawn()
    assert second.layout == first.layout
    assert second.fit == first.fit
    assert set(json.loads(kept.read_text())) == {"most", "beside", "own", "space", "below"}


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "[" * 5000, '{"most": 1e999, "beside": {}, "own": {}, "space": [0.11, 0.17], "below": []}',
     '{"most": 96.0, "beside": {"x": 1}, "own": {}, "space": [0.11, 0.17], "below": []}', '{"most": 96.0, "beside": {}, "own": {"stage": 1e9}, "space": [0.11, 0.17], "below": []}',
     '{"most": 96.0, "beside": {}, "own": {}, "space": [0.11, 0.17], "below": [["stage", "nobody"]]}', '{"most": 96.0, "beside": {}, "own": {}, "space": [0.11, 0.17], "below": [3]}',
     '{"most": 96.0, "beside": {}, "own": {}, "space": [9.0, 9.0], "below": []}', "x" * 200_000],
)  # fmt: skip
def test_what_is_no_layout_is_searched_for_anew(folder, text):
    first = drawn()
    (kept,) = folder.iterdir()
    kept.write_text(text)
    assert drawn().layout == first.layout
    assert json.loads(kept.read_text())["most"] in search.WRAPS


def test_a_kept_pair_of_boxes_is_read(folder):
    drawn()
    (kept,) = folder.iterdir()
    found = json.loads(kept.read_text())
    names = list(hemgraph.load("compression").model.nodes)
    kept.write_text(json.dumps({**found, "below": [[names[-2], names[-1]]]}))
    assert drawn().way.below == ((names[-2], names[-1]),)


def test_a_folder_that_cannot_be_written_does_no_harm(tmp_path, monkeypatch):
    (tmp_path / "hemgraph").write_text("a file")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(search, "BUDGET", 1200)
    assert drawn().is_clean


def test_another_text_is_another_layout(folder):
    from dataclasses import replace

    drawn()
    graph = hemgraph.load("compression").model
    Chart(
        replace(
            graph,
            title="Short",
        )
    ).drawn(A4)
    assert len(list(folder.iterdir())) == 2
