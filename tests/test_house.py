"""The house itself: who may import whom, what every public name says of itself, and what no file may name."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "hemgraph").rglob("*.py"))


def test_imports_go_downward_only():
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_help_and_data_need_no_heavy_import():
    """`hemgraph --help` imports click and little else."""
    code = "import sys, hemgraph.cli; print(*sorted(m for m in ('pydantic', 'networkx', 'yaml', 'typst', 'pygraphviz', 'pint', 'fontTools') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_a_trace_needs_no_chart_and_no_units():
    code = (
        "import sys; from hemgraph.cli import main\n"
        "try: main(['trace', 'incidental'])\n"
        "except SystemExit: pass\n"
        "print('loaded:', *(m for m in ('typst', 'pygraphviz', 'pint', 'fontTools', 'graphviz', 'networkx', 'hemgraph.chart', 'ssl') if m in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip().splitlines()[-1] == "loaded:"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_names_say_what_they_are(path):
    tree = ast.parse(path.read_text())
    assert ast.get_docstring(tree), f"{path}: a line of what the file is"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            nested = any(
                node in ast.walk(outer)
                for outer in ast.walk(tree)
                if isinstance(outer, ast.FunctionDef) and outer is not node
            )
            assert nested or ast.get_docstring(node), f"{path}:{node.lineno} `{node.name}`"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_file_is_one_thing(path):
    assert len(path.read_text().splitlines()) <= 300


def test_only_the_command_line_prints():
    for path in FILES:
        if "cli" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            assert not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"), (
                path
            )
