"""Every defect of a graph file: one file each in `graphs/bad/`, with the exact message beside it.

After a wanted change of wording, `HEMGRAPH_RECORD=1 pytest tests/test_bad_files.py` writes the messages anew: read the
difference line by line before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from test_check import ISSUES

from hemgraph.errors import BadFile
from hemgraph.files.graph_file import read_graph

GRAPHS = Path(__file__).parent / "graphs"
BAD = sorted({path.stem for path in (GRAPHS / "bad").glob("*.yaml")} - set(ISSUES))  # those are read, and checked


@pytest.mark.parametrize("defect", BAD)
def test_a_bad_file_is_refused_with_this_message(defect, monkeypatch):
    monkeypatch.chdir(GRAPHS)
    path = Path("bad") / f"{defect}.yaml"

    with pytest.raises(BadFile) as refusal:
        read_graph(path)

    message = f"{refusal.value}\n"
    if os.environ.get("HEMGRAPH_RECORD"):
        path.with_suffix(".txt").write_text(message)
    assert message == path.with_suffix(".txt").read_text()


@pytest.mark.parametrize("defect", BAD)
def test_each_message_says_where_what_and_what_would_be_right(defect, monkeypatch):
    monkeypatch.chdir(GRAPHS)
    with pytest.raises(BadFile) as refusal:
        read_graph(Path("bad") / f"{defect}.yaml")

    (fault,) = refusal.value.faults  # one defect, one fault: what follows from it is not told
    assert fault.place is not None
    assert fault.place.line > 0
    assert fault.help
    assert (
        fault.message[0] in "`0123456789" or fault.message[0].islower() or fault.message.startswith(("U+", "not YAML"))
    )
    assert not fault.message.endswith(".")
    for word in ("str", "dict", "NoneType", "Decimal", "pydantic"):
        assert word not in fault.message.split()


def test_a_good_file_is_read():
    assert read_graph(GRAPHS / "good" / "toy.yaml").id == "toy"


def test_all_faults_of_a_file_come_together_in_its_order(tmp_path):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    broken = text.replace("ask: pain\n", "ask: pian\n").replace("go: cement", "go: cemnt").replace("'> 30'", "'> 300'")
    path = tmp_path / "three.yaml"
    path.write_text(broken)

    with pytest.raises(BadFile) as refusal:
        read_graph(path)

    assert [fault.message for fault in refusal.value.faults] == [
        "unknown finding `pian`",
        "no value of the finding passes `> 300`, in a test on `size`",
        "unknown node `cemnt`",
    ]
    lines = [fault.place.line for fault in refusal.value.faults]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the file is empty"),
        (b"\xff\xfe", "a byte that is not UTF-8"),
        (b"- a\n- b\n", "a graph file has keys and values"),
        (b"x" * ((1 << 20) + 1), "the file is larger than 1 MiB"),
        (b"[" * 50 + b"]" * 50, "nested more than 40 deep"),
        (b"a: [b\n", "not YAML: "),
        (b"? [a]\n: b\n", "a key that is not a plain text"),
    ],
)
def test_what_is_no_graph_at_all_is_told_so(tmp_path, content, message):
    path = tmp_path / "x.yaml"
    path.write_bytes(content)
    with pytest.raises(BadFile) as refusal:
        read_graph(path)
    assert any(fault.message.startswith(message) for fault in refusal.value.faults)


def test_a_file_that_cannot_be_read_is_told_so(tmp_path):
    with pytest.raises(BadFile, match="cannot be read: is a directory"):
        read_graph(tmp_path)


def test_a_word_defined_twice_over_the_files_is_refused(tmp_path):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    (tmp_path / "toy.yaml").write_text(text.replace("start: pain", "include: [more.yaml]\nstart: pain"))
    (tmp_path / "more.yaml").write_text("interventions:\n  observation: {name: Wait}\n")
    with pytest.raises(
        BadFile, match=r"more.yaml:2:3: `observation` is defined twice\n  help: first at .*toy.yaml:11:3"
    ):
        read_graph(tmp_path / "toy.yaml")


def test_an_included_file_has_no_header_and_no_include(tmp_path):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    (tmp_path / "toy.yaml").write_text(text.replace("start: pain", "include: [more.yaml, more.yaml]\nstart: pain"))
    (tmp_path / "more.yaml").write_text("id: more\ninclude: [toy.yaml]\n")
    with pytest.raises(BadFile) as refusal:
        read_graph(tmp_path / "toy.yaml")
    assert [fault.message for fault in refusal.value.faults] == [
        "unknown key `id`",
        "unknown key `include`",
        "`more.yaml` is included twice",
    ]


def test_the_hash_is_of_the_content_not_of_the_layout(tmp_path):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    lines = text.splitlines(keepends=True)
    moved = "# a comment\n" + "".join(lines[5:]).replace("{fracture: yes}", "{ fracture:  yes }") + "".join(lines[:5])
    changed = text.replace("title: Cement", "title: Cemented")
    hashes = []
    for name, content in (("a", text), ("b", moved), ("c", changed)):
        (tmp_path / f"{name}.yaml").write_text(content)
        hashes.append(read_graph(tmp_path / f"{name}.yaml").sha256)
    assert hashes[0] == hashes[1] != hashes[2]


def test_json_of_the_same_shape_is_read(tmp_path):
    import json

    import yaml

    tree = yaml.load((GRAPHS / "good" / "toy.yaml").read_text(), Loader=yaml.CBaseLoader)
    for indent in (None, "\t"):
        (tmp_path / "toy.json").write_text(json.dumps(tree, indent=indent).replace("reason", "rea\\/son"))
        assert read_graph(tmp_path / "toy.json").sha256 == read_graph(GRAPHS / "good" / "toy.yaml").sha256


def test_what_follows_from_a_missing_include_is_not_told(tmp_path):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    start, end = text.index("interventions:"), text.index("sources:")
    (tmp_path / "toy.yaml").write_text("include: [words.yml]\n" + text[:start] + text[end:])
    (tmp_path / "words.yaml").write_text(text[start:end])
    with pytest.raises(BadFile) as refusal:
        read_graph(tmp_path / "toy.yaml")
    (fault,) = refusal.value.faults
    assert (fault.message, fault.help) == ("there is no file `words.yml`", "did you mean `words.yaml`?")


@pytest.mark.parametrize("name", ["../{here}/more.yaml", "{folder}/more.yaml"])
def test_an_include_is_named_from_its_own_folder(tmp_path, name):
    text = (GRAPHS / "good" / "toy.yaml").read_text()
    (tmp_path / "more.yaml").write_text("abbreviations: {MR: magnetic resonance}\n")
    path = name.format(here=tmp_path.name, folder=tmp_path)
    (tmp_path / "toy.yaml").write_text(f"include: [{path}]\n{text}")
    with pytest.raises(BadFile, match="cannot be included"):
        read_graph(tmp_path / "toy.yaml")
