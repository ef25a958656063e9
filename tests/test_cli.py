"""The commands, as a script and as a person would use them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner

from hemgraph.cli import main
from hemgraph.cli.main import _COMMANDS

TOY = Path(__file__).parent / "graphs" / "good" / "toy.yaml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")

    def invoke(*words, input=None):
        return CliRunner().invoke(main, [str(word) for word in words], input=input)

    return invoke


def commands():
    return main.list_commands(None)


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_with_an_example_that_runs(run, command):
    for flag in ("--help", "-h"):
        help = run(command, flag)
        assert help.exit_code == 0
        assert "Example: hemgraph" in help.output
    run("draw")  # what `verify` reads
    shutil.copytree(TOY.parents[3] / "graphs", "mine")  # what `lock` writes beside
    example = help.output.split("Example: hemgraph")[1].split()
    done = run(*example)
    assert done.exit_code == 0, done.output


def test_a_trace_reads_from_top_to_bottom(run):
    done = run("trace", "incidental")
    assert done.exit_code == 0
    order = ["RECOMMENDATION", "We recommend", "Avoid", "PATH", "CAUTIONS", "SOURCES", "does not replace it"]
    places = [done.output.index(word) for word in order]
    assert places == sorted(places)
    assert "\x1b" not in done.output
    assert all(len(line) <= 80 for line in done.output.splitlines())


def test_the_json_of_a_trace_has_the_keys_of_the_contract(run):
    done = run("trace", "emergency-before-imaging", "--json")
    trace = json.loads(done.output)
    assert list(trace) == [
        "hemgraph",
        "graph",
        "case",
        "status",
        "leaf",
        "path",
        "recommendations",
        "missing",
        "reachable",
        "did_not_matter",
        "made",
    ]
    assert list(trace["graph"]) == ["id", "version", "status", "sha256"]
    assert trace["case"] == {
        "id": "emergency-before-imaging",
        "findings": {"stage": "initial", "deficit": "progressive"},
    }
    condition, action = trace["path"][0], trace["path"][-1]
    assert list(condition) == ["node", "box", "kind", "text", "answer", "label", "read", "cites"]
    assert list(action) == ["node", "box", "kind", "text", "cites"]
    assert list(trace["recommendations"][0]) == [
        "intervention",
        "stance",
        "name",
        "detail",
        "timing",
        "node",
        "cites",
        "disputed",
    ]
    assert trace["status"] == "recommended"
    assert trace["leaf"] in trace["reachable"]
    assert len(trace["reachable"]) > 1  # more knowledge leads on: the compression was not known


def test_an_incomplete_trace_ends_with_4_and_says_what_to_ask(run):
    done = run("trace", "--set", "stage=initial", "--set", "pain=mild")
    assert done.exit_code == 4
    assert "NOT ENOUGH IS KNOWN" in done.output
    assert "TO BE KNOWN NEXT" in done.output
    trace = json.loads(run("trace", "--set", "stage=initial", "--json").output)
    (missing,) = trace["missing"]
    assert list(missing) == ["finding", "ask", "type", "options", "leads_to"]
    assert list(missing["leads_to"]) == ["none", "stable", "progressive"]
    assert trace["leaf"] is None
    assert trace["path"][-1]["answer"] == "unknown"


def test_numbers_are_exact_and_missing_ones_have_range_and_unit(run):
    done = run("trace", "-g", TOY, "--set", "pain=mild", "--set", "fracture=no", "--set", "size=3.01 cm", "--json")
    assert '"size": 30.1' in done.output
    assert json.loads(done.output)["leaf"] == "cement"
    missing = json.loads(run("trace", "-g", TOY, "--set", "pain=mild", "--json").output)["missing"]
    assert [m["finding"] for m in missing] == ["fracture", "size"]
    assert missing[0]["options"] == {"yes": "Yes", "no": "No"}
    assert (missing[1]["range"], missing[1]["unit"]) == ([0, 200], "mm")


def test_a_silent_trace_is_an_answer(run):
    done = run("trace", "unstable-fracture")
    assert done.exit_code == 0
    assert "NO GUIDANCE" in done.output


def test_a_case_comes_from_a_file_from_standard_input_or_from_settings(run, tmp_path):
    text = "id: c-1\nfindings: {pain: none}\n"
    (tmp_path / "c.yaml").write_text(text)
    (tmp_path / "c.json").write_text('{"findings": {"pain": "none"}}')
    for words, input in ((("c.yaml",), None), (("c.json",), None), (("-",), text), (("--set", "pain=none"), None)):
        done = run("trace", *words, "-g", TOY, "--json", input=input)
        assert json.loads(done.output)["leaf"] == "observe", done.output
    done = run("trace", "c.yaml", "--set", "pain=mild", "--set", "fracture=yes", "-g", TOY, "--json")
    assert json.loads(done.output)["leaf"] == "cement"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["trace", "nobody"], "no worked case `nobody` comes along with `vertebral-hemangioma`"),
        (["trace", "incidentl"], "did you mean `incidental`"),
        (["trace", "incidental", "-g", "lumber"], "no graph `lumber` comes along\n  help: did you mean `lumbar`?"),
        (["trace", "./none.yaml"], "none.yaml: cannot be read: no such file or directory"),
        (["draw", "./none.yaml"], "there is no file `./none.yaml`"),
        (["trace", "--set", "defict=none"], "unknown finding `defict`\n  help: did you mean `deficit`?"),
        (["trace", "--set", "deficit"], "`deficit` is no setting"),
        (["trace", "--set", "imaging=typical", "--set", "extraosseous=yes"], "no patient can have `imaging` typical and `extraosseous` yes"),
        (["trace", "incidental", "-o", "x.doc"], "`x.doc` has no ending that can be written here"),
        (["trace", "incidental", "-o", "c.yaml/x.json"], "cannot be written"),
        (["test", "bank.yaml"], "bank.yaml:1:1: `cases` is missing"),
    ],
)  # fmt: skip
def test_a_refusal_is_a_message_and_exit_code_1(run, tmp_path, words, said):
    (tmp_path / "c.yaml").write_text("findings: {}\n")
    (tmp_path / "bank.yaml").write_text("graph: lumbar\n")
    done = run(*words)
    assert done.exit_code == 1, done.output
    assert said in done.output
    assert "Traceback" not in done.output
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bank.yaml", "c.yaml"]


@pytest.mark.parametrize(
    "words", [["trace"], ["trace", "--paper", "a5", "incidental"], ["nothing"], ["trace", "a", "b"]]
)
def test_wrong_usage_ends_with_2(run, words):
    assert run(*words).exit_code == 2


def test_a_strange_clock_is_refused(run, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    done = run("trace", "incidental", "-o", "x.svg")
    assert (done.exit_code, "SOURCE_DATE_EPOCH is `yesterday`" in done.output) == (1, True)


def test_files_are_written_whole_by_their_ending(run, tmp_path):
    done = run("trace", "incidental", "-o", "a.txt", "-o", "b.json", "-o", "c.yaml", "-o", "-")
    assert done.exit_code == 0
    assert json.loads((tmp_path / "b.json").read_text())["leaf"] == "observe"
    assert (tmp_path / "a.txt").read_text() in done.output
    again = run("trace", tmp_path / "c.yaml", "--json")
    assert json.loads(again.output)["leaf"] == "observe"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.json", "c.yaml"]


def test_an_existing_file_keeps_its_permissions_and_a_failure_keeps_the_file(run, tmp_path, monkeypatch):
    target = tmp_path / "a.json"
    target.write_text("old")
    target.chmod(0o640)
    assert run("trace", "incidental", "-o", "a.json").exit_code == 0
    assert target.stat().st_mode & 0o777 == 0o640

    before = target.read_bytes()
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    done = run("trace", "incidental", "-o", "a.json")
    assert (done.exit_code, "no space left on device" in done.output) == (1, True)
    assert target.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_test_tells_expected_against_got_and_what_no_case_takes(run, tmp_path):
    (tmp_path / "bank.yaml").write_text(
        f"graph: {TOY}\ncases:\n"
        "  - {id: good, findings: {pain: none}, expect: {status: recommended, leaf: observe, do: [observation], never: [vertebroplasty]}}\n"
        "  - {id: bad, findings: {pain: mild, fracture: yes}, expect: {status: silent, leaf: observe, path: [pain], avoid: vertebroplasty, never: vertebroplasty, do: observation}}\n"
        "  - {id: worse, findings: {pain: none, fracture: yes}, expect: {status: recommended}}\n"
        "  - {id: open, findings: {}, expect: {status: recommended}}\n"
    )
    done = run("test", "bank.yaml")
    assert done.exit_code == 3
    for line in (
        "toy 1.0.0: 3 of 4 cases failed",
        "    expected  status silent\n    got       recommended, leaf `cement`",
        "    expected  path pain\n    got       pain > weigh > cement",
        "    expected  avoid `vertebroplasty`\n    got       do",
        "    expected  do `observation`\n    got       nothing said of it",
        "    expected  never do or consider `vertebroplasty`\n    got       do",
        "no patient can have `pain` none and `fracture` yes",
        "    got       incomplete at `pain`, where `pain` must be known",
        "not taken: box 3 `weigh`, branch `no` to `observe`",
    ):
        assert line in done.output, done.output


def test_list_names_the_graphs(run):
    done = run("list")
    rows = done.output.splitlines()
    assert rows[0].split() == ["id", "version", "title", "status", "nodes"]
    assert all(len(row) <= 80 for row in rows)
    assert [row.split()[0] for row in rows[1:] if row[0] != " "] == [
        "compression",
        "l3",
        "lumbar",
        "vertebral-hemangioma",
    ]


def test_what_was_read_is_never_written_over(run, tmp_path):
    (tmp_path / "g.yaml").write_text(TOY.read_text())
    (tmp_path / "c.yaml").write_text("findings: {pain: none}\n")
    for output in ("g.yaml", "./c.yaml"):
        done = run("trace", "c.yaml", "-g", "./g.yaml", "-o", output)
        assert (done.exit_code, "was read for this" in done.output) == (1, True)
    assert (tmp_path / "g.yaml").read_text() == TOY.read_text()
    assert (tmp_path / "c.yaml").read_text() == "findings: {pain: none}\n"


def test_one_output_that_cannot_be_is_told_before_any_is_written(run, tmp_path):
    (tmp_path / "d.svg").mkdir()
    assert run("draw", TOY, "-o", "a.svg", "-o", "d.svg").exit_code == 1
    assert run("draw", TOY, "-o", "no/such/a.svg").exit_code == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == ["d.svg"]


def test_the_id_of_a_case_leads_out_of_no_folder(run, tmp_path):
    (tmp_path / "c.yaml").write_text("id: ../../evil\nfindings: {pain: none}\n")
    assert run("draw", TOY, "--case", "c.yaml").exit_code == 0
    assert sorted(p.name for p in (tmp_path / "output").iterdir()) == ["toy-evil.pdf", "toy-evil.svg"]


def test_a_case_without_a_name_is_not_left_out_silently(run):
    assert run("draw", "--case", "", "-o", "a.svg").exit_code == 1


def test_json_goes_to_a_dash_where_it_is_asked_for(run):
    done = run("trace", "incidental", "--json", "-o", "-")
    assert json.loads(done.stdout)["leaf"] == "observe"


def test_an_action_that_does_not_hold_yet_is_said_so(run, tmp_path):
    text = TOY.read_text()
    none = "- {when: none, go: observe}"
    text = text.replace(none, f"{none}\n      - {{when: unknown, go: early}}")
    early = "early: {title: Early, recommend: [{consider: observation}], then: again}"
    again = "again: {ask: pain, branches: [{when: none, go: observe}, {when: otherwise, go: cement}]}"
    (tmp_path / "g.yaml").write_text(text.replace("  weigh:\n", f"  {early}\n  {again}\n  weigh:\n"))
    done = run("trace", "-g", "./g.yaml", "--set", "size=1")
    assert done.exit_code == 4, done.output
    assert "not all of it holds yet" in done.output


def test_what_a_combined_question_weighs_stands_on_the_chart(run, tmp_path):
    import pypdfium2

    assert run("draw", TOY, "-o", "a.svg", "-o", "a.pdf", "-o", "a.txt").exit_code == 0
    wanted = "yes when any of: Is there a fracture: Yes; Largest diameter: > 30 mm"
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(tmp_path / "a.pdf")]
    assert wanted in " ".join(" ".join(pages).split()), "behind the chart"
    texts = ElementTree.parse(tmp_path / "a.svg").iter("{http://www.w3.org/2000/svg}text")
    assert wanted in " ".join("".join(text.itertext()) for text in texts).replace("\xa0", " ")
    assert wanted[1:] in " ".join((tmp_path / "a.txt").read_text().split())


def test_a_name_without_slash_or_ending_is_an_id_whatever_lies_here(run, tmp_path):
    (tmp_path / "incidental").write_text("findings: {deficit: stable}\n")
    assert json.loads(run("trace", "incidental", "--json").output)["leaf"] == "observe"


def test_version(run):
    assert run("--version").output == "hemgraph 0.1.0\n"


def test_the_list_of_commands_has_the_first_sentence_of_each():
    told = {name: main.get_command(None, name).get_short_help_str(200) for name in main.list_commands(None)}
    assert told == {name: first for name, (_, first) in _COMMANDS.items()}
