"""A graph made in code as the text of a graph file, in as few letters as it takes, for a file may have only 1 MiB."""

from __future__ import annotations

from hemgraph.graph import Condition, Special
from hemgraph.values.domains import Boolean, Choice
from hemgraph.values.numbers import format_number


def text_of(model):
    """Return a file that loads as a graph of the same logic; nodes are numbered anew. Only what big graphs have."""
    short = {name: f"n{n}" for n, name in enumerate(model.nodes)}
    lines = ["hemgraph: 1", f"id: {model.id}", "title: Made up", "version: 1.0.0", "status: draft", "findings:"]
    lines += [f"  {name}: {_finding(finding)}" for name, finding in model.findings.items()]
    lines += ["interventions:", *(f"  {name}: {{name: {said}}}" for name, said in model.interventions.items())]
    if model.impossible:
        lines += ["impossible:", *(f"  - {_clause(entry.clause)}" for entry in model.impossible)]
    lines += [f"start: {short[model.start]}", "nodes:"]
    lines += [f"  {short[name]}: {_node(node, short)}" for name, node in model.nodes.items()]
    return "\n".join(lines) + "\n"


def _finding(finding):
    match finding.domain:
        case Boolean():
            return f"{{ask: {finding.id}?, type: boolean}}"
        case Choice(options):
            said = ", ".join(f"{option}: {option}" for option in options)
            return f"{{ask: {finding.id}?, type: choice, options: {{{said}}}}}"
    domain = finding.domain
    span = f"range: [{format_number(domain.low)}, {format_number(domain.high)}]"
    unit = f", unit: '{domain.unit}'" if domain.unit else ""
    step = f", step: {format_number(domain.step)}" if domain.step and not domain.integer else ""
    return f"{{ask: {finding.id}?, type: {finding.type}{unit}, {span}{step}}}"


def _node(node, short):
    if isinstance(node, Condition):
        branches = ", ".join(f"{{when: {_when(branch.when)}, go: {short[branch.go]}}}" for branch in node.branches)
        return f"{{{_ask(node)}, branches: [{branches}]}}"
    said = ", ".join(f"{{{given.stance}: {given.intervention}}}" for given in node.recommend)
    then = f", then: {short[node.then]}" if node.then else ""
    return f"{{title: {short[node.id]}, recommend: [{said}]{then}}}"


def _ask(node):
    if isinstance(node.ask, str):
        return f"ask: {node.ask}"
    groups = f"[{', '.join(_clause(clause) for clause in node.ask.clauses)}]"
    weighed = f"{{count: {node.ask.count}, of: {groups}}}" if node.ask.key == "at_least" else groups
    return f"title: weighed, {node.ask.key}: {weighed}"


def _clause(clause):
    return f"{{{', '.join(f'{test.finding}: {_when(test.values)}' for test in clause)}}}"


def _when(values):
    if isinstance(values, Special):
        return str(values)
    if hasattr(values, "intervals"):
        return f"'{values}'"
    return f"[{values}]" if len(values.values) > 1 else str(values)
