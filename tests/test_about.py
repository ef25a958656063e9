"""What the program is made of is what is installed, and every licence is a permissive one."""

from __future__ import annotations

import json
from importlib.metadata import version

from click.testing import CliRunner

import hemgraph
from hemgraph.about import MISSING, packages, tools
from hemgraph.cli import main

PERMISSIVE = ("MIT", "BSD", "Apache", "PSF", "OFL", "HPND", "ISC", "Zlib", "0BSD", "CC0")


def test_every_package_is_there_with_a_permissive_licence():
    found = packages()
    assert {part.name for part in found} >= {"click", "networkx", "pydantic", "graphviz", "duckdb", "pyspark"}
    for part in found:
        assert part.version == (MISSING if part.version == MISSING else version(part.name))
        assert part.version == MISSING or any(word in part.licence for word in PERMISSIVE), part
        assert not any(word in part.licence for word in ("GPL", "AGPL", "not stated")), part


def test_it_is_told_as_text_and_as_json():
    text = CliRunner().invoke(main, ["about"])
    assert text.exit_code == 0
    for part in (*tools(), *packages()):
        assert part.name in text.output
        assert part.version in text.output
    found = json.loads(CliRunner().invoke(main, ["about", "--json"]).output)
    assert found["tools"][0] == {
        "name": "hemgraph",
        "version": hemgraph.__version__,
        "licence": "Apache-2.0",
        "extra": None,
    }
    assert [part["name"] for part in found["packages"]] == [part.name for part in packages()]


def test_what_is_missing_is_said(monkeypatch):
    from importlib.metadata import PackageNotFoundError

    def nothing(name):
        raise PackageNotFoundError(name)

    monkeypatch.setattr("hemgraph.about.distribution", nothing)
    assert {part.version for part in packages()} == {MISSING}
