"""A graph told to rule-engine and to json-logic, as fast as they are told to be used: rules are made once."""

from __future__ import annotations

import json
from dataclasses import replace
from operator import getitem

from peer_logic import Language, One, Peer, exact, logic_of, next_condition, plain, tree


def by_rule_engine(model):
    """Return a walk of one rule for each condition, and one rule that holds the whole graph.

    Measured to be the quickest: `operator.getitem` to resolve names, no types told (1.4 times as slow with them), and
    `or` where an option is one of some (1.8 times as slow with `in`).
    """
    from rule_engine import Context, Rule

    context = Context(resolver=getitem)
    words = replace(infix(), among=lambda name, values: f"({' or '.join(f'{name} == {value}' for value in values)})")
    conditions, then = logic_of(model)
    rules = {}
    for name, choice in conditions.items():
        part = (*choice.tests, choice.otherwise)
        rules[name] = Rule(ternary(part, words, lambda go: json.dumps(next_condition(then, go))), context)

    def walk(case):
        name, path = start, []
        while (rule := rules.get(name)) is not None:
            path.append(name)
            name = rule.evaluate(case)
        path.append(name)
        return name, tuple(path)

    start = next_condition(then, model.start)
    whole, ends = tree(model)
    ends = {str(n): end for n, end in enumerate(ends)}
    rule = Rule(ternary(whole, words, lambda end: json.dumps(str(end))), context)
    return [
        Peer("rule-engine, one rule", "leaf, path", exact, lambda case: ends[rule.evaluate(case)], _told),
        Peer("rule-engine, a rule for each condition, walked", "leaf, path", exact, walk, _told, skips_actions=True),
    ]


def infix():
    """The language that rule-engine and zen-engine have in common."""
    return Language(
        name=str,
        number=lambda _, bound: f"{bound:f}",
        text=json.dumps,
        among=lambda name, values: f"{name} in [{', '.join(values)}]",
        count=lambda groups, least: f"({' + '.join(f'({group} ? 1 : 0)' for group in groups)}) >= {least}",
    )


def ternary(part, words, end):
    """A nested choice as one text of `a ? b : c`."""
    if not isinstance(part, tuple):
        return end(part)
    *tests, last = part
    text = ternary(last, words, end)
    for test, then in reversed(tests):
        text = f"({words.write(test)} ? {ternary(then, words, end)} : {text})"
    return text


def by_json_logic(model):
    """Return one nested `if`, as JsonLogic is written; numbers are JSON's, that is binary floats here."""
    from json_logic import jsonLogic

    whole, ends = tree(model)
    rule = json.loads(json.dumps(_json(whole, plain(model))))
    return [Peer("json-logic", "leaf, path", plain(model), lambda case: ends[jsonLogic(rule, case)], _told)]


def _json(part, numbers):
    if isinstance(part, int):
        return part
    *tests, last = part
    parts = [made for test, then in tests for made in (_json_test(test, numbers), _json(then, numbers))]
    return {"if": [*parts, _json(last, numbers)]}


def _json_test(test, numbers):
    if isinstance(test, One):
        return _json_one(test, numbers)
    groups = [_json_joined("and", [_json_one(one, numbers) for one in group]) for group in test.groups]
    if test.least in (1, len(groups)):
        return _json_joined("or" if test.least == 1 else "and", groups)
    return {">=": [{"+": [{"if": [group, 1, 0]} for group in groups]}, test.least]}


def _json_one(test, numbers):
    value = {"var": test.finding}
    if hasattr(test.values, "intervals"):
        spans = [_json_interval(test.finding, interval, numbers) for interval in test.values.intervals]
        return _json_joined("or", spans)
    options = list(test.values.values)
    if isinstance(options[0], bool):
        return value if options[0] else {"!": [value]}
    return {"===": [value, options[0]]} if len(options) == 1 else {"in": [value, options]}


def _json_interval(finding, interval, numbers):
    value = {"var": finding}
    low, high = (numbers({finding: b})[finding] if b is not None else None for b in (interval.low, interval.high))
    if low is not None and low == high:
        return {"===": [value, low]}
    below, above = "<=" if interval.low_closed else "<", "<=" if interval.high_closed else "<"
    if low is None:
        return {above: [value, high]}
    if high is None:
        return {below: [low, value]}
    if below == above:
        return {below: [low, value, high]}
    return {"and": [{below: [low, value]}, {above: [value, high]}]}


def _json_joined(word, parts):
    return parts[0] if len(parts) == 1 else {word: parts}


def _told(told):
    return told
