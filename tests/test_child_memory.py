"""The memory of a child is its own, however large the process is that measures it."""

from __future__ import annotations

import sys

from child_memory import run_measured


def test_what_a_large_process_starts_is_not_large(tmp_path):
    held = bytearray(400_000_000)  # touched: a page of zeros would not count
    held[::4096] = b"x" * len(held[::4096])
    folder = tmp_path / "here"
    folder.mkdir()
    small = run_measured([sys.executable, "-S", "-c", "print('done')"], folder)
    assert (small.code, small.out) == (0, b"done\n")
    assert small.megabytes < 60
    large = run_measured(
        [sys.executable, "-S", "-c", "x = bytearray(200_000_000); x[::4096] = x[::4096]; 1 / 0"], folder
    )
    assert large.code == 1
    assert b"ZeroDivisionError" in large.err
    assert 150 < large.megabytes < 300
    assert len(held) == 400_000_000


def test_what_does_not_end_is_killed(tmp_path):
    folder = tmp_path / "here"
    folder.mkdir()
    assert run_measured([sys.executable, "-S", "-c", "while True: pass"], folder, seconds=1).code == -9
    assert list(folder.iterdir()) == []
