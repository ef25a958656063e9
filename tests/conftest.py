"""Tests import their helpers from this folder; those of the program `dot` are skipped where it is not on PATH."""

import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
settings.register_profile("untimed", deadline=None)  # no test measures time
settings.load_profile("untimed")
sys.path[:0] = [str(HERE), str(HERE / "chart")]


def pytest_collection_modifyitems(items):
    if shutil.which("dot") is None:
        for item in items:
            if item.get_closest_marker("dot"):
                item.add_marker(pytest.mark.skip(reason="the program dot is not on PATH"))
