"""What was found by fuzzing stays found; each target takes what is kept of it, and a little by chance."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent / "fuzz"))

import agree
from targets import TARGETS

FUZZ = Path(__file__).parent / "fuzz"
SLOW = ("cohort_file", "printed", "verified")


def corpus():
    """Each kept input, with its target."""
    return [(file.parent.name, file) for file in sorted(FUZZ.glob("corpus/*/*"))]


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_kept_is_taken(name):
    files = [file for target, file in corpus() if target == name]
    assert files
    for file in files:
        TARGETS[name](file.read_bytes())


@pytest.mark.parametrize("name", TARGETS)
def test_a_little_by_chance(name):
    @settings(deadline=None, max_examples=3 if name in SLOW else 40, suppress_health_check=list(HealthCheck))
    @given(st.binary(max_size=200) | st.text(max_size=100).map(lambda text: text.encode("utf-8", "replace")))
    def feed(data):
        TARGETS[name](data)

    feed()


def test_a_target_can_fail(monkeypatch):
    import targets

    monkeypatch.setattr(targets, "parse_set", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        TARGETS["unary_test"](b"< 5")


@pytest.mark.parametrize("seed", range(12))
def test_all_ways_agree(seed, tmp_path):
    agree.one(seed, tmp_path)


def test_the_runner_says_what_it_did(tmp_path):
    pytest.importorskip("atheris")
    words = [sys.executable, FUZZ / "covered.py", "origin", "--seconds", "1", "--corpus", tmp_path]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "ok" in done.stdout
