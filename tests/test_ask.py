"""The interview: only what matters is asked, an answer can be taken back, and nothing is lost on the way out."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner
from reference import Reference, values_of
from strategies import random_graph

import hemgraph
from hemgraph.api import Graph
from hemgraph.cli import main
from hemgraph.errors import RefusedCase
from hemgraph.interview import Interview
from hemgraph.results import UNKNOWN


def ask(answers, *words):
    return CliRunner().invoke(main, ["ask", *words], input=answers)


def test_an_interview_ends_in_the_trace():
    done = ask("initial\nnone\ntypical\nnone\nno\nnone\n")
    assert done.exit_code == 0
    assert "RECOMMENDATION\n  Box 41: Observe" in done.output
    assert "vascular" not in done.output  # it cannot change anything, so it is not asked


def test_an_answer_is_a_number_a_name_or_how_it_begins():
    for answers in ("1\n1\n4\n1\n2\n1\n", "INITIAL\nnone\ntyp\nnone\nn\nnone\n"):
        assert "Box 41: Observe" in ask(answers).output


def test_what_is_not_allowed_is_told_and_asked_again():
    done = ask("nowhere\n9\n\ninitial\nq\n")
    assert "`nowhere` is not one of its options" in done.output
    assert "`9` is not one of its options" in done.output
    assert "Stopped. To go on from here: hemgraph ask -g vertebral-hemangioma --set stage=initial" in done.output
    assert done.exit_code == 4


def test_help_tells_what_is_meant_and_why_it_is_asked():
    done = ask("initial\n?\nq\n")
    words = " ".join(done.output.split())
    assert "From the cord, the cauda equina or a nerve root." in words
    assert "Box 2 asks it: Is there a neurological deficit? no deficit: on to box 5" in words


def test_back_takes_the_last_answer_away():
    done = ask("b\nrecurrence\nb\ninitial\nprogressive\nu\n")
    assert "This is the first question." in done.output
    assert "Box 19: Steroid at once" in done.output  # what it compresses is not known: the branch for unknown


def test_unknown_is_not_asked_again_and_may_leave_the_trace_open():
    done = ask("initial\nnone\nu\n")
    assert done.exit_code == 4
    assert "NOT ENOUGH IS KNOWN" in done.output


def test_a_branch_for_unknown_is_taken_only_when_asked(tmp_path):
    interview = Interview(hemgraph.load("vertebral-hemangioma"), {"stage": "initial", "deficit": "progressive"})
    question = interview.question()
    assert question.finding.id == "compression"  # the trace alone would go on
    interview.answer("compression", UNKNOWN)
    assert interview.unknown == ("compression",)
    assert interview.question() is None


def test_what_contradicts_is_refused_and_nothing_changes():
    interview = Interview(hemgraph.load("vertebral-hemangioma"), {"imaging": "typical"})
    with pytest.raises(RefusedCase, match="no patient can have"):
        interview.answer("extraosseous", "yes")
    assert interview.count == 0


def test_a_number_may_carry_its_unit(tmp_path):
    (tmp_path / "toy.yaml").write_text((Path(__file__).parent / "graphs" / "good" / "toy.yaml").read_text())
    done = ask("mild\n3.1 cm\n", "-g", str(tmp_path / "toy.yaml"), "--set", "fracture=no")
    assert "a number from 0 to 200 mm" in done.output
    assert "size: 31 mm" in done.output


def test_the_case_is_saved_also_when_it_is_stopped(tmp_path):
    path = tmp_path / "case.yaml"
    assert ask("initial\nnone\nq\n", "-o", str(path)).exit_code == 4
    assert path.read_text() == "findings:\n  stage: initial\n  deficit: none\n"
    assert ask("", "-o", str(path), "--set", "stage=recurrence", "--set", "deficit=none").exit_code == 0


@pytest.mark.parametrize("order", ["graph", "fewest"])
@pytest.mark.parametrize("seed", range(40))
def test_an_interview_comes_to_what_the_whole_patient_comes_to(seed, order):
    random = Random(seed)
    graph = random_graph(random, nodes=5, faults=False)
    reference = Reference(graph, values_of(graph))
    if not reference.patients:
        return
    engine, patient = Graph(graph), random.choice(reference.patients)
    interview = Interview(engine, {}, order)
    asked = []
    while (question := interview.question()) is not None:
        assert question.finding.id not in asked
        asked.append(question.finding.id)
        interview.answer(question.finding.id, patient[question.finding.id])
    found, whole = interview.trace(), engine.trace(patient)
    assert found.leaf == whole.leaf
    keys = [{g.recommendation.key for g in trace.recommendations} for trace in (found, whole)]
    assert keys[0] == keys[1]


def spoken(process, terminal, until, seconds=20):
    """What comes to the terminal until some words are there."""
    seen, end = "", time.monotonic() + seconds
    while until not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            try:
                seen += os.read(terminal, 65536).decode(errors="replace")
            except OSError:
                break
        elif process.poll() is not None:
            break
    return seen


@pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("end", ["trace", "ctrl-c", "ctrl-d"])
def test_it_works_on_a_terminal(end, tmp_path):
    import pty

    ours, theirs = pty.openpty()
    program = [sys.executable, "-c", "from hemgraph.cli import main; main()", "ask", "-o", str(tmp_path / "case.yaml")]
    env = {**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"}
    process = subprocess.Popen(program, stdin=theirs, stdout=theirs, stderr=theirs, env=env, start_new_session=True)
    os.close(theirs)
    try:
        heard = ""
        for until, say in (
            ("treatment?", "bad\r"),
            ("not one of", "1\r"),
            ("deficit?", "b\r"),
            ("treatment?", "1\r"),
            ("deficit?", "3\r"),
        ):
            heard += spoken(process, ours, until)
            time.sleep(0.3)
            os.write(ours, say.encode())
        heard += spoken(process, ours, "compress?")
        time.sleep(0.3)
        os.write(ours, {"trace": b"u\r", "ctrl-c": b"\x03", "ctrl-d": b"\x04"}[end])
        heard += spoken(process, ours, "does not replace it")
        process.wait(20)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        os.close(ours)
    assert "Traceback" not in heard
    assert process.returncode == (0 if end == "trace" else 4)
    assert (tmp_path / "case.yaml").read_text() == "findings:\n  stage: initial\n  deficit: progressive\n"
    assert ("Stopped. To go on from here" in heard) is (end != "trace")


def test_the_order_of_fewest_asks_what_costs_least(tmp_path):
    text = (Path(__file__).parent / "graphs" / "good" / "toy.yaml").read_text()
    (tmp_path / "toy.yaml").write_text(text.replace("type: boolean}", "type: boolean, effort: 9}"))
    toy = hemgraph.load(tmp_path / "toy.yaml")
    asked = [Interview(toy, {"pain": "mild"}, order).question().finding.id for order in ("graph", "fewest")]
    assert asked == ["fracture", "size"]
