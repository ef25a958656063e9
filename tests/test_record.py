"""A record only grows; what is changed in it afterwards is found, and neither a crash nor a crowd harms it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from hemgraph.cli import main
from hemgraph.errors import HemgraphError
from hemgraph.record import HEAD, START, append, chain_of

FUZZ = Path(__file__).parent / "fuzz"


@pytest.fixture
def run(monkeypatch, tmp_path):
    """The program in an empty folder, at a fixed time."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795219200")
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(main, [*map(str, words)])


def made(path, count):
    """A record of so many lines, and its bytes."""
    path.unlink(missing_ok=True)
    for n in range(count):
        append(path, {"n": n, "text": "é" * n})
    return path.read_bytes()


def test_a_trace_is_recorded_with_what_was_decided(run, tmp_path):
    assert run("trace", "incidental", "--record", "r.jsonl").exit_code == 0
    words = ("--decision", "overridden", "--reason", "the patient asked for another way")
    assert run("trace", "incidental", "--set", "pain=unknown", "--record", "r.jsonl", *words).exit_code == 4
    first, second = map(json.loads, (tmp_path / "r.jsonl").read_text().splitlines())
    assert (first["record"], first["before"], first["decision"], first["reason"]) == (1, START, None, None)
    assert list(second)[:4] == ["record", "before", "made", "hemgraph"]
    assert second["graph"]["id"] == "vertebral-hemangioma"
    assert (second["status"], second["leaf"], second["missing"]) == ("incomplete", None, ["pain"])
    assert second["path"][0] == "stage"
    assert "pain" not in second["findings"]
    assert (second["decision"], second["reason"]) == ("overridden", words[-1])
    assert "incidental" not in (tmp_path / "r.jsonl").read_text()  # the name of a case could be that of a patient
    assert (tmp_path / "r.jsonl").stat().st_mode & 0o777 == 0o600
    done = run("verify", "r.jsonl")
    assert done.exit_code == 0
    assert "2 lines\n  each line follows the one before it" in done.output
    assert json.loads(run("verify", "r.jsonl", "--json").output)["lines"] == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--decision", "accepted"), 2),
        (("--record", "r.jsonl", "--reason", "so"), 2),
        (("--record", "r.jsonl", "--decision", "overridden"), 2),
        (("--record", "r.jsonl", "--decision", "accepted", "--reason", "born 1961-02-03"), 1),
        (("--record", "none/r.jsonl"), 1),
        (("--record", "link.jsonl"), 1),
        (("--record", "other.jsonl"), 1),
        (("--record", "r.jsonl", "-o", "r.jsonl"), 1),
        (("--record", "r.jsonl", "-o", "none/x.svg"), 1),
        (("--record", "r.json"), 2),
        (("--record", "-"), 2),
        (("--record", "pipe.jsonl"), 1),
    ],
)
def test_what_cannot_be_recorded_is_told_and_nothing_is_written(words, code, run, tmp_path):
    (tmp_path / "other.jsonl").write_text('{"n": 1}\n')
    (tmp_path / "link.jsonl").symlink_to(tmp_path / "target.jsonl")
    os.mkfifo(tmp_path / "pipe.jsonl")
    before = {file.name for file in tmp_path.iterdir()}
    done = run("trace", "incidental", *words)
    assert done.exit_code == code, done.output
    assert "Traceback" not in done.output
    assert {file.name for file in tmp_path.iterdir()} == before
    assert (tmp_path / "other.jsonl").read_text() == '{"n": 1}\n'


@given(data=st.data())
@settings(max_examples=150)
def test_what_is_changed_is_found(tmp_path_factory, data):
    path = tmp_path_factory.getbasetemp() / "changed.jsonl"
    lines = made(path, 5).splitlines(keepends=True)
    n = data.draw(st.integers(0, 3))  # the end is told by its hash alone
    match data.draw(st.sampled_from(["byte", "out", "moved", "twice"])):
        case "byte":
            at = data.draw(st.integers(0, len(lines[n]) - 2))
            byte = data.draw(st.integers(32, 126).filter(lambda byte: byte != lines[n][at]))
            lines[n] = lines[n][:at] + bytes([byte]) + lines[n][at + 1 :]
        case "out":
            del lines[n]
        case "moved":
            lines.insert(data.draw(st.integers(0, 4).filter(lambda to: to != n)), lines.pop(n))
        case "twice":
            lines.insert(n, lines[n])
    path.write_bytes(b"".join(lines))
    assert chain_of(path).broken


def test_the_end_is_told_by_its_hash(tmp_path):
    path = tmp_path / "r.jsonl"
    data = made(path, 3)
    last = chain_of(path).last
    path.write_bytes(b"".join(data.splitlines(keepends=True)[:2]))
    assert not chain_of(path).broken
    assert chain_of(path).last != last
    assert append(path, {}) == chain_of(path).last


def test_a_torn_line_is_skipped_wherever_it_is_torn(tmp_path):
    path = tmp_path / "r.jsonl"
    for count in (1, 3):
        data = made(path, count)
        start = data.rfind(b"\n", 0, -1) + 1
        for cut in range(start, len(data)):
            path.write_bytes(data[:cut])
            append(path, {"after": "torn"})
            found = chain_of(path)
            whole = cut == len(data) - 1  # all but the end of the line
            assert not found.broken, data[:cut]
            assert (found.lines, found.torn) == (count + whole, int(start < cut < len(data) - 1)), cut
            if start < cut < len(data) - 1:
                path.write_bytes(
                    path.read_bytes().replace(data[start:cut] + b"\n", b"X" + data[start + 1 : cut] + b"\n")
                )
                assert chain_of(path).broken or path.read_bytes().startswith(data[:cut])


def test_a_line_torn_twice(tmp_path):
    path = tmp_path / "r.jsonl"
    made(path, 2)
    with path.open("ab") as file:
        file.write(b'{"record": 3, "bef')
    data = path.read_bytes()
    path.write_bytes(data + b'\n{"record": 3, "before": "')
    append(path, {})
    assert chain_of(path).lines == 3
    assert chain_of(path).torn == 2
    assert not chain_of(path).broken


def test_many_writers_at_once_lose_no_line(tmp_path):
    path = tmp_path / "r.jsonl"
    code = "import sys; from pathlib import Path; from hemgraph.record import append\n"
    code += "for n in range(25): append(Path(sys.argv[1]), {'writer': sys.argv[2], 'n': n})"
    writers = [subprocess.Popen([sys.executable, "-c", code, path, str(n)]) for n in range(6)]
    assert [writer.wait() for writer in writers] == [0] * 6
    found = chain_of(path)
    assert (found.lines, found.torn, found.broken) == (150, 0, ())
    lines = [json.loads(line) for line in path.read_text().splitlines()]
    assert sorted((line["writer"], line["n"]) for line in lines) == sorted(
        (str(w), n) for w in range(6) for n in range(25)
    )


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"x", b"{}\n", b'{"record": 1}\n', b"\0" * 5_000_000, b'{"record": 1, ' + b"[" * 900_000]
)
def test_what_is_no_record_is_refused(data, tmp_path):
    path = tmp_path / "r.jsonl"
    path.write_bytes(data)
    with pytest.raises(HemgraphError):
        chain_of(path)
    if data.strip() and not data.startswith(HEAD):  # which could be a first line that was torn
        with pytest.raises(HemgraphError):
            append(path, {})
        assert path.read_bytes() == data


def test_a_line_that_is_too_long_is_refused(tmp_path):
    path = tmp_path / "r.jsonl"
    data = made(path, 1)
    with pytest.raises(HemgraphError, match="bytes"):
        append(path, {"text": "x" * (1 << 20)})
    assert path.read_bytes() == data


def test_any_text_can_be_recorded(tmp_path):
    path = tmp_path / "r.jsonl"
    append(path, {"text": "\udc80 \n \u2028 \0"})
    append(path, {})
    assert chain_of(path).lines == 2


def test_killed_or_out_of_disk_at_any_point():
    words = [sys.executable, FUZZ / "killed.py", "--kills", "30", "--full", "15"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("killed") == 3
