"""Two versions on one chart: what was added, removed and changed is told apart in black and white."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pypdfium2
import pytest
from click.testing import CliRunner

import hemgraph
from hemgraph.cli import main

SVG = "{http://www.w3.org/2000/svg}"
LUMBAR = Path(hemgraph.__file__).parent.parent / "graphs" / "lumbar.yaml"


@pytest.fixture(scope="module")
def newer(tmp_path_factory):
    """The lumbar graph with a box added, one removed, an answer that covers less, and edges that lead elsewhere."""
    folder = tmp_path_factory.mktemp("graphs")
    for name in ("findings.yaml", "evidence.yaml"):
        (folder / name).write_text((LUMBAR.parent / name).read_text())
    text = LUMBAR.read_text()
    gone = text[text.index("  fracture_painless:\n") : text.index("  mild:\n    title")]
    new = "  mild_fracture:\n    ask: fracture\n    title: 'Mild pain: is there a fracture?'\n    cites: [lumbar.observe]\n    branches:\n      - {when: yes, go: vertebroplasty_only}\n      - {when: no, go: mild}\n"
    for old, other in (
        (gone, new),
        ("{when: mild, go: mild}", "{when: mild, go: mild_fracture}"),
        ("{when: yes, go: fracture_painless}", "{when: yes, go: vertebroplasty_only}"),
        (
            "{when: [stable, progressive], go: compression_with_deficit}",
            "{when: stable, go: compression_with_deficit}\n      - {when: progressive, go: no_cement_alone}",
        ),
        ("version: 1.0.0", "version: 2.0.0"),
    ):
        assert old in text
        text = text.replace(old, other, 1)
    path = folder / "newer.yaml"
    path.write_text(text)
    return path


@pytest.fixture(scope="module")
def found(newer):
    return hemgraph.load(LUMBAR).diff(hemgraph.load(newer))


@pytest.fixture(scope="module")
def tree(found):
    return ElementTree.fromstring(hemgraph.load("lumbar").chart(found).picture.svg())


def by_id(tree, name):
    return next(group for group in tree.iter(f"{SVG}g") if group.get("id") == name)


def of_class(tree, name):
    return [group for group in tree.iter(f"{SVG}g") if name in (group.get("class") or "").split()]


def test_each_box_that_differs_is_told_apart_by_line_and_sign(tree):
    added, removed, changed, same = (
        by_id(tree, name) for name in ("mild_fracture", "fracture_painless", "deficit", "stage")
    )
    outlines = [
        next(iter(group.iter(f"{SVG}{shape}")))
        for group, shape in ((added, "polygon"), (removed, "rect"), (changed, "polygon"), (same, "polygon"))
    ]
    assert [line.get("stroke-width") for line in outlines] == ["3", "1", "1", "1"]
    assert [line.get("stroke-dasharray") for line in outlines] == [None, "2 3", None, None]
    assert "added" in added.get("class")
    assert "removed" in removed.get("class")
    signs = {group.get("data-at"): "".join(group.itertext()) for group in of_class(tree, "sign")}
    assert signs["mild_fracture"].endswith("+")
    assert signs["fracture_painless"].endswith("−")
    assert signs["deficit"] == "changed: branches, where it leadsΔ"
    assert "stage" not in signs
    assert "was: Stable or slowly progressive or rapidly progressiveΔ" in signs.values()


def test_edges_that_were_added_are_heavy_and_those_removed_are_dotted(tree):
    wanted = {
        "added": {
            ("deficit", "no_cement_alone"),
            ("pain", "mild_fracture"),
            ("fracture", "vertebroplasty_only"),
            ("mild_fracture", "vertebroplasty_only"),
            ("mild_fracture", "mild"),
        },
        "removed": {("pain", "mild"), ("fracture", "fracture_painless")},
    }
    for name, wide, dash in (("added", "3", None), ("removed", "1", "2 3")):
        edges = [group for group in of_class(tree, name) if "edge" in group.get("class").split()]
        ends = {(edge.get("data-from"), edge.get("data-to")) for edge in edges}
        assert ends == wanted[name]
        for edge in edges:
            path = edge.find(f"{SVG}path")
            assert (path.get("stroke-width"), path.get("stroke-dasharray")) == (wide, dash)


def test_a_removed_box_keeps_its_number_and_what_is_said_of_it(tree, found):
    text = "".join(by_id(tree, "fracture_painless").itertext())
    assert f"{found.old.boxes['fracture_painless']}. Painless fracture" in text


def test_the_list_beside_it_says_whom_it_concerns(tree):
    (beside,) = of_class(tree, "list")
    text = " ".join("".join(part.itertext()) for part in beside.iter(f"{SVG}text")).replace("\u00a0", " ")
    assert "lumbar 1.0.0 -> 2.0.0" in text
    assert "no longer: do Conservative pain management" in text
    assert "for instance: stage initial, deficit none, compression none, pain mild" in text
    assert "Box 14 added" in text
    assert "added" in "".join(of_class(tree, "legend")[0].itertext())


def test_a_difference_is_written_from_the_command_line(newer, tmp_path):
    files = [tmp_path / f"d.{ending}" for ending in ("svg", "pdf", "png", "dot")]
    words = [word for path in files for word in ("-o", str(path))]
    done = CliRunner().invoke(main, ["diff", "lumbar", str(newer), *words, "--paper", "a3"])
    assert done.exit_code == 3
    assert all(path.stat().st_size > 1000 for path in files)
    pdf = pypdfium2.PdfDocument(files[1])
    text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert "one source alone: lumbar 1.0.0 -> 2.0.0" in text
    assert "Box 14 added" in text


def test_equal_versions_and_other_graphs_can_be_drawn_too():
    graphs = [hemgraph.load(name) for name in ("lumbar", "l3", "compression")]
    same = ElementTree.fromstring(graphs[0].chart(graphs[0].diff(graphs[0])).picture.svg())
    assert of_class(same, "added") == of_class(same, "removed") == of_class(same, "sign") == []
    for old, new in ((graphs[0], graphs[1]), (graphs[2], graphs[0])):
        drawn = ElementTree.fromstring(new.chart(old.diff(new)).picture.svg())
        assert of_class(drawn, "added")
        assert of_class(drawn, "removed")


def test_renamed_boxes_are_one_box(tmp_path):
    toy = (Path(__file__).parent.parent / "graphs" / "good" / "toy.yaml").read_text()
    (tmp_path / "old.yaml").write_text(toy)
    (tmp_path / "new.yaml").write_text(toy.replace("  cement:\n", "  inject:\n").replace("go: cement", "go: inject"))
    old, new = (hemgraph.load(tmp_path / name) for name in ("old.yaml", "new.yaml"))
    tree = ElementTree.fromstring(new.chart(old.diff(new)).picture.svg())
    assert of_class(tree, "added") == of_class(tree, "removed") == []
    assert not [group for group in tree.iter(f"{SVG}g") if group.get("id") == "cement"]


def test_the_same_difference_gives_the_same_bytes(newer, tmp_path):
    code = f"import hemgraph; n = hemgraph.load({str(newer)!r}); print(n.chart(hemgraph.load('lumbar').diff(n)).picture.svg())"
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            check=True,
            env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": "0"},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(made) == 1


def test_a_notebook_shows_traces_reviews_and_differences_as_pictures(found):
    graph = hemgraph.load("lumbar")
    for result, name in ((graph.trace({"stage": "recurrence"}), "taken"), (graph.check(), "list"), (found, "added")):
        assert of_class(ElementTree.fromstring(result._repr_svg_()), name)
    assert graph.chart()._repr_svg_().startswith("<svg ")


TOY = (Path(__file__).parent.parent / "graphs" / "good" / "toy.yaml").read_text()


def drawn(tmp_path, *pairs):
    text = TOY
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    (tmp_path / "old.yaml").write_text(TOY)
    (tmp_path / "new.yaml").write_text(text)
    old, new = (hemgraph.load(tmp_path / name) for name in ("old.yaml", "new.yaml"))
    return ElementTree.fromstring(new.chart(old.diff(new)).picture.svg())


def test_another_start_and_another_entry_are_drawn(tmp_path):
    tree = drawn(tmp_path, ("start: pain", "start: weigh"), ("    reassess: pain", "    reassess: weigh"))
    assert len([g for g in of_class(tree, "edge") if "added" in g.get("class").split()]) == 1
    assert len([g for g in of_class(tree, "edge") if "removed" in g.get("class").split()]) == 1
    assert any("was: enter again at 1" in "".join(sign.itertext()) for sign in of_class(tree, "sign"))


def test_removed_edges_that_lead_up_are_listed_and_not_drawn(tmp_path):
    tree = drawn(
        tmp_path,
        ("start: pain", "start: weigh"),
        ("{when: [mild, refractory], go: weigh}", "{when: [mild, refractory], go: cement}"),
        ("      - {when: no, go: observe}\n  cement", "      - {when: no, go: pain}\n  cement"),
    )
    (beside,) = of_class(tree, "list")
    assert "from old box 1 (Mild pain or refractory pain) to old box" in "".join(beside.itertext()).replace(
        "\u00a0", " "
    )


def test_a_difference_of_other_graphs_is_refused(found):
    with pytest.raises(hemgraph.HemgraphError, match="the difference is not one of `compression`"):
        hemgraph.load("compression").chart(found)
