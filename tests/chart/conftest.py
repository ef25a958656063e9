"""The chart tests import `drawing` from this folder; those of the program `dot` are skipped where it is not on PATH."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


def pytest_collection_modifyitems(items):
    if shutil.which("dot") is None:
        for item in items:
            if item.get_closest_marker("dot"):
                item.add_marker(pytest.mark.skip(reason="the program dot is not on PATH"))
