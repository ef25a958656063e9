"""What tells who a patient is, is refused with the reason, and repeated nowhere."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

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
