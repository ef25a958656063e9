"""What tells who a patient is, is refused with the reason, and repeated nowhere."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from test_limits import number_graph

import hemgraph
from hemgraph.cli import main
from hemgraph.errors import HemgraphError
from hemgraph.identity import KEYS, identifies, is_identity

TELLING = {
    "1961-02-03": "a date",
    "3.2.1961": "a date",
    "03/02/61": "a date",
    "943 476 5919": "a long number",
    "9434765919": "a long number",
    "jo@ward.example": "an e-mail address",
    "Mrs Miller": "a title before a name",
    "MRN 17": "a record number",
    "MRN44711": "a record number",
    "1970\u201301\u201302": "a date",
    "02-Jan-1970": "a date",
    "2 January 70": "a date",
    "January 2, 1970": "a date",
    "Mr.Smith": "a title before a name",
    "Dr. Miller": "a title before a name",
    "Mme Curie": "a title before a name",
    "Prof Meyer": "a title before a name",
}
PLAIN = (
    "incidental",
    "after-subtotal-resection",
    "c-017",
    "case 12",
    "12 weeks",
    "16 mg daily",
    "0.125",
    "s2",
    "T12 to L3",
    "4 marked",
    "1 may",
    "mrnx",
    "8 decades",
    "1 decade 20",
    "10 margin 12",
)


@pytest.mark.parametrize("text", TELLING)
def test_identifiers_are_known(text):
    assert identifies(text) == TELLING[text]
    assert identifies(f"said {text}, then") == TELLING[text]


@pytest.mark.parametrize("text", PLAIN)
def test_what_a_case_may_say_is_none(text):
    assert identifies(text) == ""


def test_no_finding_that_comes_along_is_taken_for_one():
    for name in ("vertebral-hemangioma", "lumbar", "compression", "l3"):
        assert not any(map(is_identity, hemgraph.load(name).model.findings))


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def invoke(*words, input=None):
        return CliRunner().invoke(main, [*map(str, words)], input=input)

    return invoke


@pytest.mark.parametrize("key", ["name", "Date of birth", "MRN", "patient_id", "e-mail"])
@pytest.mark.parametrize("where", ["{{findings: {{'{key}': SECRET}}}}", "{{'{key}': SECRET, findings: {{}}}}"])
def test_a_key_that_tells_it_is_refused(key, where, run):
    assert is_identity(key)
    done = run("trace", "-", input=where.format(key=key))
    assert done.exit_code == 1
    assert f"`{key}` would tell who the patient is" in done.stderr
    assert "take it out" in done.stderr
    assert "SECRET" not in done.output


@pytest.mark.parametrize("text", TELLING)
@pytest.mark.parametrize("finding", ["pain", "fracture"])
def test_a_value_that_tells_it_is_not_repeated(text, finding, run):
    done = run("trace", "-", input=f"findings: {{{finding}: '{text}'}}")
    assert done.exit_code == 1
    assert TELLING[text] in done.stderr
    assert text not in done.output
    with pytest.raises(HemgraphError) as told:
        hemgraph.load("lumbar").case({finding: text})
    assert text not in str(told.value)


@pytest.mark.parametrize("text", TELLING)
def test_an_id_that_tells_it_is_refused(text, run, tmp_path):
    done = run("trace", "-", input=f"id: '{text}'\nfindings: {{}}")
    assert done.exit_code == 1
    assert TELLING[text] in done.stderr
    assert text not in done.output
    (tmp_path / "bank.yaml").write_text(
        f"graph: lumbar\ncases: [{{id: '{text}', findings: {{}}}}, {{dob: x, findings: {{}}}}]"
    )
    done = run("test", "bank.yaml")
    assert done.exit_code == 1
    assert text not in done.output
    assert "`dob` would tell who the patient is" in done.stderr


def test_every_key_is_written_as_it_is_compared():
    assert all(key == key.lower() and key.isalpha() for key in KEYS)


@pytest.mark.parametrize("text", TELLING)
def test_no_value_of_a_number_and_no_odd_key_is_repeated(text, run, tmp_path):
    (tmp_path / "size.yaml").write_text(number_graph(0, 100))
    for case in (f"findings: {{size: '{text}'}}", f"findings: {{'{text}': yes}}", f"findings: {{}}\n'{text}': 1"):
        done = run("trace", "-", "-g", "./size.yaml", input=case)
        assert done.exit_code == 1
        assert text not in done.output
    (tmp_path / "in.csv").write_text(f'size\n"{text}"\n')
    assert run("cohort", "in.csv", "-g", "./size.yaml", "--refused", "refused.csv").exit_code == 0
    assert text not in (tmp_path / "refused.csv").read_text()


def test_a_table_without_a_head_does_not_tell_its_first_patient(run, tmp_path):
    for text in ("Quux Johanna,12.03.1956,5\n", "Quux Johanna,12.03.1956,Quux Johanna\n"):
        (tmp_path / "in.csv").write_text(text)
        done = run("cohort", "in.csv")
        assert done.exit_code == 1
        assert "Quux" not in done.output
    (tmp_path / "in.csv").write_text('name,pain\n"Quux Johanna\\"",5\n"Quux Otto 1956",30\n')
    done = run("cohort", "in.csv", "-g", "lumbar", "--set", "stage=initial")
    assert done.exit_code == 1
    assert "Quux" not in done.output


def test_a_terminal_is_not_commanded(run):
    done = run("trace", "-", input='findings: {"\\e]0;pwn": yes}')
    assert done.exit_code == 1
    assert "\x1b" not in done.output
