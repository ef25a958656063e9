"""Tests import their helpers from this folder; those of the program `dot` are skipped where it is not on PATH."""

import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from hypothesis import settings

HERE = Path(__file__).parent
settings.register_profile("untimed", deadline=None)  # no test measures time
settings.load_profile("untimed")
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # a shell starts what is in the background like that
    signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path[:0] = [str(HERE), str(HERE / "chart"), str(HERE / "web")]


def pytest_collection_modifyitems(items):
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("dot") and shutil.which("dot") is None:
            item.add_marker(pytest.mark.skip(reason="the program dot is not on PATH"))


@pytest.fixture(autouse=True, scope="session")
def short_search():
    """A short search for a layout that is not kept; tests of the search itself say how long theirs is."""
    from hemgraph.chart.layout.search import Effort

    short = Effort(shapes=1, tries=1, steps=1000, polish=200)
    with pytest.MonkeyPatch.context() as patch:
        for place in ("chart.QUICK", "chart.HASTY", "layout.edit.QUICK"):
            patch.setattr(f"hemgraph.chart.{place}", short)
        yield


@pytest.fixture(autouse=True, scope="session")
def cache(tmp_path_factory):
    """A folder of this run for what can be made again, and none of the user's; all workers share it."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = str(shared / "cache")
