"""What a file says of where it comes from is read back from every kind that says so, and set against a graph."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import HemgraphError
from hemgraph.files.shelf import files_of
from hemgraph.origin import Content, Origin
from hemgraph.verify import origin_of

TIME = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
HASH = hemgraph.load("lumbar").model.sha256


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The program in an empty folder, at a fixed time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(TIME.timestamp())))
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [*map(str, words)])


MADE = {
    "a chart": ("draw", "lumbar"),
    "a case": ("trace", "incidental", "-g", "lumbar"),
    "a review": ("check", "lumbar"),
}


@pytest.mark.parametrize("ending", [".svg", ".pdf", ".html"])
@pytest.mark.parametrize("what", MADE)
def test_a_chart_says_where_it_comes_from(what, ending, run):
    file = f"x{ending}"
    words = MADE[what] if what != "a case" else ("trace", "case.yaml", "-g", "lumbar")
    with open("case.yaml", "w") as case:
        case.write("findings: {}\n")
    made = run(*words, "-o", file)
    assert made.exit_code in (0, 4), made.output
    done = run("verify", file)
    assert done.exit_code == 0, done.output
    assert "made by hemgraph 0.1.0 at 2026-03-01 12:30 UTC" in done.output
    assert f"lumbar 1.0.0 (draft), content {HASH[:12]}: the graph at hand" in done.output


@pytest.mark.parametrize("words", [("--poster", "2x1"), ("--form",), ("--sections", "auto")])
def test_every_kind_of_print_says_so(words, run):
    assert run("draw", "lumbar", *words, "-o", "x.pdf").exit_code == 0
    assert origin_of_file("x.pdf") == Origin("0.1.0", TIME, (Content("lumbar", "1.0.0", "draft", HASH),))


def origin_of_file(name):
    from pathlib import Path

    return origin_of(Path(name))


@pytest.mark.parametrize(
    "words",
    [
        ("cohort", "registry", "-g", "vertebral-hemangioma", "-o", "x.parquet"),
        ("cohort", "registry", "-o", "x.arrow"),
        ("cohort", "registry", "-o", "x.json"),
        ("trace", "incidental", "-o", "x.json"),
        ("explain", "incidental", "-o", "x.json"),
    ],
)
def test_rows_and_answers_say_so(words, run):
    done = run(*words)
    assert done.exit_code == 0, done.output
    told = run("verify", words[-1], "--json")
    assert told.exit_code == 0, told.output
    found = json.loads(told.output)
    assert (found["made"], found["hemgraph"], found["matches"]) == ("2026-03-01T12:30:00+00:00", "0.1.0", True)
    assert [graph["id"] for graph in found["graphs"]] == ["vertebral-hemangioma"]


def test_of_two_graphs_both_are_named(run):
    run("diff", "lumbar", "compression", "-o", "x.svg")
    run("cohort", "registry", "--against", "lumbar", "-o", "y.svg")
    run("cohort", "registry", "--against", "lumbar", "-o", "z.json")
    assert [each.graph for each in origin_of_file("x.svg").contents] == ["lumbar", "compression"]
    assert {each.graph for each in origin_of_file("y.svg").contents} == {"lumbar", "vertebral-hemangioma"}
    assert {each.graph for each in origin_of_file("z.json").contents} == {"lumbar", "vertebral-hemangioma"}


@pytest.fixture
def edited(tmp_path):
    """The graph `lumbar` in a folder of its own, with another title."""
    (tmp_path / "edited").mkdir()
    (home,) = files_of(["lumbar"])
    for file in home.parent.glob("*.yaml"):
        shutil.copy(file, tmp_path / "edited")
    file = tmp_path / "edited" / "lumbar.yaml"
    file.write_text(file.read_text().replace("title: ", "title: My ", 1))
    return file


def test_another_content_is_told(run, edited):
    run("draw", edited, "-o", "x.svg")
    done = run("verify", "x.svg")
    assert done.exit_code == 3
    assert f"ANOTHER CONTENT: the graph at hand also says 1.0.0, content {HASH[:12]}" in done.output
    assert run("verify", "x.svg", "-g", edited).exit_code == 0
    assert run("verify", "x.svg", "-g", "lumbar", "-g", edited).exit_code == 0
    assert json.loads(run("verify", "x.svg", "--json").output)["graphs"][0]["at_hand"]["sha256"] == HASH


def test_a_graph_that_is_not_at_hand_is_not_said_to_match(run, edited):
    edited.write_text(edited.read_text().replace("id: lumbar", "id: mine", 1))
    run("draw", edited, "-o", "x.svg")
    done = run("verify", "x.svg")
    assert done.exit_code == 3
    assert "NOT COMPARED" in done.output
    assert "name the file of the graph with -g" in done.stderr


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<svg/>",
        '<metadata id="origin">hemgraph 0.1.0; made now; x</metadata>',
        "\0" * 50,
        '<metadata id="origin"></metadata>',
    ],
)
def test_what_says_nothing_is_refused(text, run, tmp_path):
    for ending in (".svg", ".html", ".pdf", ".json", ".parquet", ".arrow", ".png"):
        (tmp_path / f"x{ending}").write_text(text)
        done = run("verify", f"x{ending}")
        assert done.exit_code == 1
        assert "help:" in done.stderr


def test_a_file_that_says_two_things_is_refused(run, tmp_path):
    for graph in ("lumbar", "l3"):
        run("draw", graph, "-o", f"{graph}.svg")
    both = (tmp_path / "lumbar.svg").read_text() + (tmp_path / "l3.svg").read_text()
    (tmp_path / "x.svg").write_text(both)
    assert "more than once" in run("verify", "x.svg").stderr


@pytest.mark.parametrize("ending", [".svg", ".html", ".pdf"])
def test_a_file_that_stands_twice_in_one_is_refused(ending, run, tmp_path):
    run("draw", "lumbar", "-o", f"one{ending}")
    (tmp_path / f"two{ending}").write_bytes((tmp_path / f"one{ending}").read_bytes() * 2)
    assert "more than once" in run("verify", f"two{ending}").stderr


def test_a_pdf_that_is_not_whole_or_says_two_things_is_refused(run, tmp_path):
    run("draw", "lumbar", "-o", "x.pdf")
    whole = (tmp_path / "x.pdf").read_bytes()
    (tmp_path / "cut.pdf").write_bytes(whole[:20_000] + whole[60_000:])
    (tmp_path / "two.pdf").write_bytes(whole.replace(b"Keywords(hemgraph 0.1.0", b"Keywords(hemgraph 0.1.1"))
    assert "its table is not where it says" in run("verify", "cut.pdf").stderr
    assert "says more than once" in run("verify", "two.pdf").stderr


def test_a_key_that_stands_twice_is_refused(run, tmp_path):
    run("trace", "incidental", "-g", "lumbar", "--json", "-o", "x.json")
    text = (tmp_path / "x.json").read_text()
    assert run("verify", "x.json").exit_code == 0
    (tmp_path / "x.json").write_text(text.replace("{", '{"made": "",', 1))
    assert "does not say where it comes from" in run("verify", "x.json").stderr


@pytest.mark.parametrize("false", ["lumbar 9.9.9 draft", "lumbar 1.0.0 reviewed", "lumbar 1.0.0 retired"])
def test_a_file_that_says_what_cannot_be_is_told(false, run, tmp_path):
    run("draw", "lumbar", "-o", "x.svg")
    text = (tmp_path / "x.svg").read_text()
    (tmp_path / "x.svg").write_text(text.replace("lumbar 1.0.0 draft sha", f"{false} sha"))
    done = run("verify", "x.svg")
    assert done.exit_code == 3
    assert "CHANGED: the graph at hand with this content is 1.0.0 (draft)" in done.output


def test_what_is_reviewed_can_have_been_made_as_a_draft():
    here = Content("lumbar", "1.0.0", "reviewed", HASH)
    assert Content("lumbar", "1.0.0", "draft", HASH).comes_from(here)
    assert not Content("lumbar", "1.0.0", "retired", HASH).comes_from(here)


def test_no_text_of_a_graph_can_say_where_a_page_comes_from(run, edited):
    line = str(Origin("9.9.9", None, (Content("l3", "1.0.0", "draft", "0" * 64),)))
    false = f'<metadata id="origin">{line}</metadata><meta name="hemgraph" content="{line}">)/Keywords({line})'
    edited.write_text(edited.read_text().replace("title: My ", f"title: '{false}'\n#", 1))
    for ending in (".svg", ".html", ".pdf"):
        made = run("draw", edited, "-o", f"x{ending}")
        assert made.exit_code == 0, made.output
        assert [each.graph for each in origin_of_file(f"x{ending}").contents] == ["lumbar"]


@pytest.mark.parametrize("bad", ["/", "/dev/null", "nowhere.svg"])
def test_what_is_no_file_is_refused(bad, run):
    assert run("verify", bad).exit_code == 1


contents = st.builds(
    Content,
    st.from_regex("[a-z][a-z0-9-]{0,20}", fullmatch=True),
    st.from_regex(r"(0|[1-9][0-9]{0,3})(\.(0|[1-9][0-9]{0,3})){2}(-[0-9A-Za-z.-]{1,5})?", fullmatch=True),
    st.sampled_from(["draft", "reviewed", "retired"]),
    st.from_regex("[0-9a-f]{64}", fullmatch=True),
)


@given(
    st.builds(
        Origin,
        st.from_regex(r"[0-9]\.[0-9]\.[0-9]", fullmatch=True),
        st.none() | st.datetimes(timezones=st.just(UTC)).map(lambda when: when.replace(microsecond=0)),
        st.lists(contents, min_size=1, max_size=3).map(tuple),
    )
)
def test_a_line_is_read_as_it_was_written(origin):
    assert Origin.read(str(origin)) == origin


@given(st.text())
def test_any_other_line_is_refused_in_words(text):
    with pytest.raises(HemgraphError):
        Origin.read(text)
