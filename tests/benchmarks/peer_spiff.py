"""A graph told to SpiffWorkflow's DMN engine: one decision table of all paths, and a table for each condition, walked.

Tables are written as DMN 1.3 and parsed once. Cells are Python, as it wants them, and it compiles each one anew each
time. Its hit policy `UNIQUE` stops at the first row that fits; a task is stood in for, so that no workflow is run.
"""

from __future__ import annotations

from decimal import Decimal
from types import SimpleNamespace
from xml.sax.saxutils import escape, quoteattr

from peer_logic import Count, Language, Peer, exact, logic_of, next_condition, tree

DMN = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def by_spiff(model):
    """Return both forms; decimals are exact, for a cell may call `Decimal` where the script engine is given it."""
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine, TaskDataEnvironment
    from SpiffWorkflow.dmn.parser import BpmnDmnParser

    conditions, then = logic_of(model)
    _, ends = tree(model)
    texts = {"paths": _paths(model, conditions)}
    texts |= {name: _condition(name, choice, then) for name, choice in conditions.items()}
    parser = BpmnDmnParser()
    for text in texts.values():
        parser.add_dmn_str(text.encode())
    tables = {name: parser.get_engine(name, None) for name in texts}
    workflow = SimpleNamespace(script_engine=PythonScriptEngine(TaskDataEnvironment({"Decimal": Decimal})))
    start = next_condition(then, model.start)

    def look_up(case):
        return ends[tables["paths"].result(SimpleNamespace(data=case, workflow=workflow))["answer"]]

    def walk(case):
        task = SimpleNamespace(data=case, workflow=workflow)
        name, path = start, [start]
        while name in conditions:
            name = tables[name].result(task)["answer"]
            path.append(name)
        return name, tuple(path)

    return [
        Peer("SpiffWorkflow DMN, a table for each condition", "leaf, path", exact, walk, _told, skips_actions=True),
        Peer("SpiffWorkflow DMN, one table of all paths", "leaf, path", exact, look_up, _told),
    ]


def _python():
    return Language(
        name=str,
        number=lambda _, bound: f'Decimal("{bound}")' if bound != bound.to_integral_value() else str(int(bound)),
        text=repr,
        among=lambda name, values: f"{name} in ({', '.join(values)})",
        count=lambda groups, least: f"{' + '.join(f'({group})' for group in groups)} >= {least}",
    )


def _condition(name, choice, then):
    rows = [([cell], repr(next_condition(then, go))) for (_, cell), go in _cells(choice)]
    return _table(name, [_asked(choice)], rows)


def _paths(model, conditions):
    """A column for each condition, a row for each path; what a path does not ask is left open."""
    columns = {name: n for n, name in enumerate(conditions)}
    rows, ends = [], 0

    def follow(name, cells):
        nonlocal ends
        node = model.nodes[name]
        if name in conditions:
            for (_, cell), go in _cells(conditions[name]):
                follow(go, {**cells, name: cell})
        elif node.then is not None:
            follow(node.then, cells)
        else:
            rows.append(([cells.get(column, "-") for column in columns], str(ends)))
            ends += 1

    follow(model.start, {})
    return _table("paths", [_asked(conditions[name]) for name in columns], rows)


def _asked(choice):
    test = choice.tests[0][0]
    return _python().write(test) if isinstance(test, Count) else test.finding


def _cells(choice):
    """Each way on with the cell that takes it: `?` is the value that was asked."""
    python, asked, found = _python(), _asked(choice), []
    for test, go in choice.tests:
        if isinstance(test, Count):
            found.append(((asked, "True"), go))
            continue
        written = Language(**{**vars(python), "name": lambda _: "?"}).write(test)
        found.append(((asked, {"?": "True", "(not ?)": "False"}.get(written, written)), go))
    texts = [cell for (_, cell), _ in found]
    left = {"True": "False", "False": "True"}.get(texts[0]) if len(texts) == 1 else None
    rest = left or "not (" + " or ".join(f"({text})" for text in texts) + ")"
    return [*found, ((asked, rest), choice.otherwise)]


def _table(name, asked, rows):
    inputs = "".join(
        f'<input id="{name}_i{n}"><inputExpression id="{name}_x{n}"><text>{escape(text)}</text></inputExpression></input>'
        for n, text in enumerate(asked)
    )
    rules = "".join(
        f'<rule id="{name}_r{n}">'
        + "".join(
            f'<inputEntry id="{name}_r{n}_{c}"><text>{escape(t)}</text></inputEntry>' for c, t in enumerate(cells)
        )
        + f'<outputEntry id="{name}_r{n}_o"><text>{escape(answer)}</text></outputEntry></rule>'
        for n, (cells, answer) in enumerate(rows)
    )
    return (
        f'<definitions xmlns="{DMN}" id="d_{name}" name={quoteattr(name)} namespace="benchmark">'
        f'<decision id="{name}" name={quoteattr(name)}><decisionTable id="t_{name}" hitPolicy="UNIQUE">{inputs}'
        f'<output id="{name}_o" name="answer"/>{rules}</decisionTable></decision></definitions>'
    )


def _told(told):
    return told
