"""What the program is made of is what is installed, and every licence is a permissive one."""

from __future__ import annotations

import json
import re
from importlib.metadata import requires, version
from pathlib import Path

from audit import told
from click.testing import CliRunner

import hemgraph
from hemgraph.about import MISSING, packages, tools
from hemgraph.cli import main

ROOT = Path(__file__).parents[1]
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


def test_an_audit_that_could_not_be_made_is_said():
    asked = {"name": "a", "version": "1", "vulns": []}
    assert told({"dependencies": [{"name": "a", "skip_reason": "not found"}]})[1].startswith("pip-audit COULD NOT RUN")
    assert told({"dependencies": [asked]}) == (0, "1 of 1 packages asked about, 0 weaknesses")
    assert told({"dependencies": [{**asked, "vulns": [{"id": "X-1"}]}]})[0] == 1


def test_the_lock_of_development_pins_what_is_needed_by_hash():
    lock = (ROOT / "tests" / "dev.lock").read_text()
    pinned = set(re.findall(r"^([a-z0-9._-]+)==", lock, re.MULTILINE))
    for line in requires("hemgraph"):
        if "extra ==" not in line or "'dev'" in line or '"dev"' in line:
            name = re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0].lower()
            assert name in pinned, f"{name}: write tests/dev.lock anew"
    assert len(re.findall(r"^[a-z0-9._-]+==", lock, re.MULTILINE)) <= lock.count("--hash=sha256:")
