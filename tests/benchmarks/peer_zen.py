"""A graph told to zen-engine: one compiled expression, a graph of one expression, and a graph of switches with and without trace.

As its documentation advises, all is compiled once. Graphs are kept by the engine's own loader and asked for by name,
for `create_decision(...).evaluate` takes 0.2 ms more a call, whatever the graph. Cases are JSON text, which it reads into
decimals of 28 digits, and which is as quick as a dict or quicker; in a dict a number can only be an int or a binary float.
"""

from __future__ import annotations

import json
from decimal import Decimal

from peer_expressions import infix, ternary
from peer_logic import Peer, logic_of, next_condition, plain, tree


def by_zen(model):
    """Return the forms in which zen-engine can hold a graph, the fastest first."""
    import zen

    words = infix()
    whole, ends = tree(model)
    ends = dict(enumerate(ends))  # a number comes back as a float
    text = ternary(whole, words, str)
    expression = zen.compile_expression(text)
    content = {"one": _single(text), "switches": _switches(model, words)}
    graphs = zen.ZenEngine({"loader": {"type": "static", "content": content}})
    traced = {"trace": True}

    def expressed(case):
        return ends[expression.evaluate(case)]

    def one(case):
        return ends[graphs.evaluate("one", case)["result"]["end"]]

    def switched(case):
        return graphs.evaluate("switches", case)["result"]["leaf"]

    def switched_and_traced(case):
        return graphs.evaluate("switches", case, traced)

    return [
        Peer("zen-engine, compiled expression, JSON text ready", "leaf, path", as_json, expressed, _told),
        Peer("zen-engine, compiled expression, dict", "leaf, path", plain(model), expressed, _told),
        Peer("zen-engine, graph of one expression", "leaf, path", as_json, one, _told),
        Peer("zen-engine, switch graph", "leaf", as_json, switched, lambda told: (told, None)),
        Peer(
            "zen-engine, switch graph with trace",
            "full trace",
            as_json,
            switched_and_traced,
            _traced,
            skips_actions=True,
        ),
    ]


def as_json(values):
    """Return a case as JSON text, each number with all its digits."""
    parts = (
        f"{json.dumps(name)}: {f'{value:f}' if isinstance(value, Decimal) else json.dumps(value)}"
        for name, value in values.items()
    )
    return f"{{{', '.join(parts)}}}".encode()


def _single(text):
    expression = {"expressions": [{"id": "e", "key": "end", "value": text}], "passThrough": False}
    nodes = [_node("in", "inputNode"), _node("whole", "expressionNode", expression), _node("out", "outputNode")]
    return {"nodes": nodes, "edges": [_edge("in", "whole"), _edge("whole", "out")]}


def _switches(model, words):
    """A switch for each condition and an expression for each leaf; actions that go on say nothing here, so have none."""
    conditions, then = logic_of(model)
    nodes, edges = [_node("in", "inputNode"), _node("out", "outputNode")], []
    edges.append(_edge("in", next_condition(then, model.start)))
    for name, choice in conditions.items():
        statements = [{"id": f"{name}-{n}", "condition": words.write(t)} for n, (t, _) in enumerate(choice.tests)]
        statements.append({"id": f"{name}-else", "condition": "", "isDefault": True})
        targets = [*(go for _, go in choice.tests), choice.otherwise]
        nodes.append(_node(name, "switchNode", {"hitPolicy": "first", "statements": statements}))
        for statement, go in zip(statements, targets, strict=True):
            edges.append(_edge(name, next_condition(then, go), statement["id"]))
    reached = {edge["targetId"] for edge in edges}  # a node that no edge leads to would be run each time
    for leaf in (leaf for leaf in model.leaves if leaf.id in reached):
        content = {"expressions": [{"id": "e", "key": "leaf", "value": json.dumps(leaf.id)}], "passThrough": False}
        nodes.append(_node(leaf.id, "expressionNode", content))
        edges.append(_edge(leaf.id, "out"))
    return {"nodes": nodes, "edges": edges}


def _node(name, kind, content=None):
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, "content": content or {}}


def _edge(source, target, handle=None):
    edge = {"id": f"{source}>{target}>{handle}", "sourceId": source, "targetId": target, "type": "edge"}
    return {**edge, "sourceHandle": handle} if handle else edge


def _traced(told):
    order = sorted(told["trace"].values(), key=lambda step: step["order"])
    return told["result"]["leaf"], tuple(step["id"] for step in order if step["id"] not in ("in", "out"))


def _told(told):
    return told
