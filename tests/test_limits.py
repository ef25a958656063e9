"""Whatever is read: one clear message, exit code 1, within 20 seconds and 500 megabytes, and nothing is written.

Each input is read by the program in a process of its own. `python tests/test_limits.py` prints the time and memory of each.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from pathlib import Path

import pytest
from child_memory import run_measured

from hemgraph.files.shelf import find_graph

TOY = (Path(__file__).parent / "graphs" / "good" / "toy.yaml").read_text()
CASE = "findings: {pain: yes}\n"
HEAD = "hemgraph: 1\nid: x\ntitle: x\nversion: 1.0.0\nstatus: draft\nstart: a\n"
SECONDS, MEGABYTES = 20, 500


def laughs(word="lol"):
    """Ten aliases of ten aliases, and so on: a thousand million words where they were followed."""
    lines = [f"a0: &a0 [{', '.join([word] * 10)}]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    return "\n".join(lines)


def number_graph(low, high, test="'< 5'"):
    """A graph that asks for a number."""
    return f"""{HEAD.replace("start: a", "start: ask")}
findings: {{size: {{ask: How large?, type: number, unit: mm, range: [{low}, {high}]}}}}
interventions: {{rest: {{name: Rest}}}}
nodes:
  ask:
    ask: size
    branches:
      - {{when: {test}, go: end}}
      - {{when: otherwise, go: end}}
  end: {{title: End, recommend: [{{do: rest}}]}}
"""


GRAPHS = {
    "nothing": b"",
    "a mark of order alone": b"\xef\xbb\xbf",
    "UTF-16": TOY.encode("utf-16"),
    "Latin-1": TOY.replace("title: ", "title: é", 1).encode("latin-1"),
    "NUL": TOY.replace("title: ", "title: \0", 1).encode(),
    "only NULs": b"\0" * 1_000_000,
    "half a pair, escaped": TOY.replace("title: ", 'title: "\\ud800"\n#', 1).encode(),
    "half a pair, as bytes": TOY.replace("title: ", "title: ", 1).encode() + b"x: \xed\xa0\x80\n",
    "a text that turns round": TOY.replace("title: ", "title: \u202e", 1).encode(),
    "aliases of aliases": (HEAD + laughs()).encode(),
    "an alias of itself": (HEAD + "nodes: &n {a: *n}\n").encode(),
    "merge keys": (HEAD + "base: &b {title: x}\nnodes: {a: {<<: *b}}\n").encode(),
    "a tag that runs code": (HEAD + "nodes: !!python/object/apply:os.system ['touch ran']\n").encode(),
    "10,000 lists in lists": (HEAD + "nodes: " + "[" * 10_000).encode(),
    "10,000 keys in keys": (HEAD + "nodes: " + "{a: " * 10_000).encode(),
    "10,000 lists, indented": (HEAD + "nodes:\n" + "".join(" " * n + "-\n" for n in range(1, 1_400))).encode(),
    "100,000 documents": b"---\n" * 100_000,
    "1 MB of one word": (HEAD + "x: " + "a" * 1_000_000).encode(),
    "1 MB of brackets": b"[" * 1_000_000,
    "1 MB of quotes": b"'" * 1_000_001,
    "1 MB of keys": (HEAD + "nodes:\n" + "".join(f"  a{n}: {{}}\n" for n in range(80_000))).encode(),
    "1 MB of the same key": (HEAD + "nodes:\n" + "  a: {}\n" * 110_000).encode(),
    "1 MB of faults": (HEAD + "nodes:\n" + "".join(f"  A{n}: {{b: c}}\n" for n in range(50_000))).encode(),
    "2 MB": b"#" * 2_000_000,
    "a number of 100,000 digits": number_graph("0", "9" * 100_000).encode(),
    "an exponent": number_graph("0", "1e999999999").encode(),
    "a small exponent": number_graph("1e-999999999", "1").encode(),
    "an exponent in a test": number_graph("0", "9", "'< 1e999999999'").encode(),
    "100,000 tests": number_graph("0", "9", "'" + ", ".join(["< 5"] * 100_000) + "'").encode(),
    "1,000 brackets in a test": number_graph("0", "9", "'" + "(" * 100_000 + "'").encode(),
    "a format from the future": TOY.replace("hemgraph: 1", "hemgraph: " + "9" * 5_000, 1).encode(),
    "a day that is none": (TOY + "review_by: 2026-02-30\n").encode(),
    "a box with a huge number": TOY.replace("\n    ask: ", "\n    number: 1" + "0" * 5_000 + "\n    ask: ", 1).encode(),
    "a start that is a list": TOY.replace("start: ", "start: [a]\n#", 1).encode(),
    "an include above": (HEAD + "include: [../x.yaml]\n").encode(),
    "an absolute include": (HEAD + "include: [/etc/passwd]\n").encode(),
    "an include that is a device": (HEAD + "include: [zero.yaml]\n").encode(),
    "an include that is a pipe": (HEAD + "include: [pipe.yaml]\n").encode(),
    "an include that leads out": (HEAD + "include: [out.yaml]\n").encode(),
    "an include of itself": (HEAD + "include: [x.yaml]\n").encode(),
    "an include in a circle": (HEAD + "include: [loop.yaml]\n").encode(),
    "1,000 includes": (HEAD + f"include: [{', '.join(f'a{n}.yaml' for n in range(1_000))}]\n").encode(),
    "a list": b"- a\n- b\n",
    "a word": b"word\n",
    "binary": bytes(range(256)) * 100,
}
CASES = {
    "nothing": b"",
    "a list": b"[]",
    "a bank": b"graph: x\ncases: []\n",
    "an exponent": b"findings: {size: 1e999999999}\n",
    "an exponent with a unit": b"findings: {size: 1e999999999 mm}\n",
    "a small exponent": b"findings: {size: 1e-999999999}\n",
    "a number of 900,000 digits": b"findings: {size: " + b"9" * 900_000 + b"}\n",
    "900,000 decimals": b"findings: {size: 0." + b"1" * 900_000 + b"}\n",
    "no number": b"findings: {size: nan}\n",
    "endless": b"findings: {size: .inf}\n",
    "hexadecimal": b"findings: {size: 0x10}\n",
    "underscores": b"findings: {size: 1_0}\n",
    "digits of another script": "findings: {size: ٣}\n".encode(),
    "a unit of a million letters": b"findings: {size: 1 " + b"m" * 1_000_000 + b"}\n",
    "a unit that is a power": b"findings: {size: 1 mm" + b"9" * 4_000 + b"}\n",
    "a thousand units": b"findings: {size: 1 " + b"mm." * 10_000 + b"mm}\n",
    "units in brackets": b"findings: {size: 1 " + b"(" * 10_000 + b"mm" + b")" * 10_000 + b"}\n",
    "aliases of aliases": (laughs("1") + "\nfindings: {size: *a9}\n").encode(),
    "10,000 findings": b"findings: {" + b", ".join(b"f%d: 1" % n for n in range(10_000)) + b"}\n",
    "the same finding twice": b'{"findings": {"size": 1, "size": 2}}',
    "deep JSON": b'{"findings": ' * 10_000,
    "half a pair": b'findings: {size: "\\ud800"}\n',
    "UTF-16": CASE.encode("utf-16"),
    "3 MB": b"#" * 3_000_000,
}
ROWS = {
    "nothing.csv": b"",
    "a head.csv": b"size\n\xff\xfe\n",
    "NULs.csv": b"size\n" + b"\0" * 1_000_000,
    "UTF-16.csv": "size\n1\n".encode("utf-16"),
    "a quote that never ends.csv": b'size\n"' + b"a" * 3_000_000,
    "a row of 10 MB.csv": b"size\n" + b"1," * 5_000_000,
    "a line of 60 MB.csv": b"size\n" + b"1" * 60_000_000,  # which DuckDB drops
    "10,000 columns.csv": ",".join(f"c{n}" for n in range(10_000)).encode() + b"\n" + b"1," * 9_999 + b"1\n",
    "the same column twice.csv": b"size,size\n1,2\n",
    "ragged.csv": b"size,b\n1\n1,2,3,4\n",
    "garbage.parquet": os.urandom(10_000),
    "a lying end.parquet": b"PAR1" + b"\xff" * 100 + b"\xff\xff\xff\x7fPAR1",
    "nothing.parquet": b"",
    "garbage.arrow": b"ARROW1" + os.urandom(10_000),
    "a table.xlsx": b"PK\x03\x04",
    "rows.json": b"[{}]",
}

TAKEN = ("graph, 100,000 tests", "rows, NULs.csv")
"""What is nothing bad, only odd."""


def run(folder, *words):
    """Run the program in a folder, and return its code, what it said, its seconds and megabytes."""
    start = time.perf_counter()
    code = f"import resource; resource.setrlimit(resource.RLIMIT_CPU, ({SECONDS}, {SECONDS}));"
    words = [sys.executable, "-c", f"{code} from hemgraph.cli import main; main()", *words]
    ended = run_measured(words, folder, 2 * SECONDS)  # one that waits uses no time of a processor
    return ended.code, ended.err.decode("utf-8", "replace"), time.perf_counter() - start, ended.megabytes


def inputs(folder):
    """Yield what is read, and how, after it was put into a folder."""
    (folder / "size.yaml").write_text(number_graph(0, 100))
    (folder / "good.yaml").write_text("findings: {size: 3 mm}\n")
    (folder / "good.csv").write_text("size\n3\n")
    for words in (("trace", "./good.yaml", "-g", "./size.yaml"), ("cohort", "good.csv", "-g", "./size.yaml")):
        assert run(folder, *words)[0] == 0, run(folder, *words)
    (folder / "zero.yaml").symlink_to("/dev/zero")
    (folder / "loop.yaml").symlink_to("loop.yaml")
    os.mkfifo(folder / "pipe.yaml")
    os.mkfifo(folder / "pipe.csv")
    (folder / "folder.yaml").mkdir()
    (folder / "rows").mkdir()
    (folder / "out.yaml").symlink_to(find_graph("lumbar").parent / "evidence.yaml")
    for name, data in GRAPHS.items():
        (folder / "x.yaml").write_bytes(data)
        yield f"graph, {name}", ("check", "./x.yaml", "-o", "made.svg")
    for name, data in CASES.items():
        (folder / "c.yaml").write_bytes(data)
        yield f"case, {name}", ("trace", "./c.yaml", "-g", "./size.yaml", "-o", "made.svg")
    for name, data in CASES.items():
        if data.startswith(b"findings") and b"\n" not in data[:-1]:
            (folder / "b.yaml").write_bytes(b"graph: ./size.yaml\ncases: [{" + data.strip() + b"}]\n")
            yield f"bank, {name}", ("test", "./b.yaml", "-o", "made.svg")
    for name, data in ROWS.items():
        file = f"r.{name.rpartition('.')[2]}"
        (folder / file).write_bytes(data)
        yield f"rows, {name}", ("cohort", file, "-g", "./size.yaml", "-o", "made.parquet")
    for name in ("zero.yaml", "pipe.yaml", "loop.yaml", "folder.yaml", "none.yaml", "size.yaml/x.yaml"):
        yield f"graph at {name}", ("draw", f"./{name}", "-o", "made.svg")
        yield f"case at {name}", ("trace", f"./{name}", "-o", "made.svg")
        yield f"bank at {name}", ("test", f"./{name}", "-o", "made.svg")
    for name in ("/dev/zero", "pipe.csv", "rows", "none.parquet", "/dev/null"):
        yield f"rows at {name}", ("cohort", name, "-o", "made.parquet")
    for text in ("size=1e999999999", "size=" + "9" * 100_000, "=", "size", "size=\udc80", "a" * 100_000 + "=1"):
        yield f"--set {text[:20]!r}", ("trace", "-g", "./size.yaml", "--set", text, "-o", "made.svg")
    for name in ("\udc80", "a" * 5_000, "git:HEAD:../x.yaml", "git:--help:x", "../" * 500 + "x.yaml", "\n"):
        yield f"graph named {name[:20]!r}", ("draw", name, "-o", "made.svg")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    folder = tmp_path_factory.mktemp("limits") / "in"
    folder.mkdir()
    return folder


def faults(folder, name, words):
    """What is wrong with how the program ended, its seconds and megabytes."""
    ends = (0,) if name in TAKEN else (1, 3) if name.startswith("bank, ") else (1,)
    before = sorted(os.listdir(folder))
    code, said, seconds, megabytes = run(folder, *words)
    wrong = []
    if code not in ends and not (code == 2 and "Usage:" in said):
        wrong.append(f"code {code}")
    if "Traceback" in said or not said.strip():
        wrong.append("no message" if not said.strip() else "a traceback")
    if len(said) > 100_000:
        wrong.append(f"{len(said)} characters")
    after = sorted(os.listdir(folder))
    if code == 1 and after != before:
        wrong.append("something was written")
    for made in set(after) - set(before):
        (folder / made).unlink()
    if seconds > SECONDS or megabytes > MEGABYTES:
        wrong.append("its limits")
    return wrong, said, seconds, megabytes


@pytest.mark.long
def test_every_bad_input_ends_with_one_message(place):
    found = {}
    for name, words in inputs(place):
        wrong, said, seconds, megabytes = faults(place, name, words)
        if wrong:
            found[name] = (wrong, said[-300:], seconds, megabytes)
    assert not found, "\n".join(f"{name}: {each}" for name, each in found.items())


def main():
    """Print how each ends, the worst last."""
    shutil.rmtree("limits-of-inputs", ignore_errors=True)
    folder = Path("limits-of-inputs", "in")
    folder.mkdir(parents=True)
    rows = []
    for name, words in inputs(folder):
        wrong, said, seconds, megabytes = faults(folder, name, words)
        rows.append((seconds, megabytes, name, said.strip().split("\n")[0][:90], wrong))
        if wrong:
            print(f"WRONG {name}: {wrong} {said[-300:]}", flush=True)
    for seconds, megabytes, name, said, _ in sorted(rows):
        print(f"{seconds:6.1f} s {megabytes:5.0f} MB  {name:<40} {said}")
    shutil.rmtree(folder.parent)


if __name__ == "__main__":
    main()
