"""The README's examples run as they are printed; `...` stands for what is left out."""

from __future__ import annotations

import doctest
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from hemgraph.cli import main

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
TOY = (ROOT / "tests" / "graphs" / "good" / "toy.yaml").read_text()
BLOCKS = re.findall(r"```console\n(.*?)```", README, re.DOTALL)


def examples():
    """Each command of the README with what is printed below it."""
    for block in BLOCKS:
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed


def squeezed(text):
    """A text without empty lines."""
    return "".join(line for line in text.splitlines(keepends=True) if line.strip())


BEFORE = {
    "hemgraph verify output/vertebral-hemangioma.svg": [["draw"]],
    "hemgraph verify answers.jsonl": [["trace", "incidental", "--record", "answers.jsonl"]],
}
"""What an example reads that another one wrote."""


@pytest.mark.parametrize(("command", "printed"), list(examples()), ids=lambda text: text[:40].split("\n")[0])
def test_an_example_prints_what_the_readme_says(command, printed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("c-017.yaml").write_text("id: c-017\nfindings: {stage: initial, deficit: progressive}\n")
    Path("broken.yaml").write_text(TOY.replace("ask: pain\n", "ask: pian\n").replace("go: cement", "go: cemnt"))
    Path("sizes.yaml").write_text((ROOT / "tests" / "graphs" / "bad" / "gap.yaml").read_text())
    if command != "hemgraph cases lumbar -o stubs.yaml":
        CliRunner().invoke(main, ["cases", "lumbar", "-o", "stubs.yaml"])
    gap = (ROOT / "tests" / "graphs" / "bad" / "gap.yaml").read_text()
    Path("mended.yaml").write_text(gap.replace("'> 20'", "'>= 20'").replace("version: 1.0.0", "version: 1.0.1"))
    shutil.copytree(ROOT / "graphs", "mine")
    for words in BEFORE.get(command, ()):
        CliRunner().invoke(main, words)
    program, *words = shlex.split(command)
    assert program == "hemgraph"

    done = CliRunner().invoke(main, words)

    checker = doctest.OutputChecker()
    assert checker.check_output(squeezed(printed), squeezed(done.output), doctest.ELLIPSIS), done.output
    assert not isinstance(done.exception, Exception) or isinstance(done.exception, SystemExit)


def test_every_command_is_in_the_readme():
    for name in main.list_commands(None):
        assert f"$ hemgraph {name}" in README


def test_the_python_examples_run(monkeypatch):
    blocks = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, "README.md", "README.md", 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    runner.run(test)
    assert runner.tries > 5
    assert runner.failures == 0


def test_the_yaml_example_is_a_piece_of_a_graph_file():
    """The pieces of the README put into a whole graph are read."""
    from hemgraph.files.tree import read_text

    pieces = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
    assert len(pieces) == 2
    for piece in pieces:
        assert read_text(piece.encode(), "README.md").faults == []
