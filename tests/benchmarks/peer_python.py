"""A graph as a person would write it by hand in Python, and as a walk over attributes of networkx."""

from __future__ import annotations

from peer_cases import boundaries
from peer_logic import Language, Peer, exact, logic_of, plain, plain_number, tree


def by_hand(model):
    """Return nested `if`s over a dict, each end a constant: once with binary floats, once with exact decimals."""
    return [
        Peer("Python by hand, binary floats", "leaf, path", plain(model), _function(model, plain_number(model)), _read),
        Peer("Python by hand, exact decimals", "leaf, path", exact, _function(model, _constant), _read),
    ]


def _function(model, number):
    whole, ends = tree(model)
    lines = ["def decide(case):", *_lines(whole, _python(number), "    ")]
    names = {f"END_{n}": end for n, end in enumerate(ends)} | _constants(model)
    exec(compile("\n".join(lines), "<by hand>", "exec"), names)
    return names["decide"]


def _lines(part, python, indent):
    if isinstance(part, int):
        return [f"{indent}return END_{part}"]
    *tests, last = part
    found = []
    for n, (test, then) in enumerate(tests):
        found += [f"{indent}{'elif' if n else 'if'} {python.write(test)}:", *_lines(then, python, indent + "    ")]
    return [*found, *_lines(last, python, indent)]


def _python(number):
    return Language(
        name="case[{!r}]".format,
        number=number,
        text=repr,
        among=lambda name, values: f"{name} in ({', '.join(values)})",
        count=lambda groups, least: f"{' + '.join(f'({group})' for group in groups)} >= {least}",
    )


def _constant(_, bound):
    return "D" + str(bound).replace(".", "_").replace("-", "m").replace("+", "p")


def _constants(model):
    return {_constant(name, bound): bound for name, bounds in boundaries(model).items() for bound in bounds}


def _read(told):
    return told


def by_networkx(model):
    """Return a walk over a DiGraph: on each edge, as its attribute `when`, a function that tests a case."""
    import networkx

    graph, names, python = networkx.DiGraph(), _constants(model), _python(_constant)
    conditions, then = logic_of(model)
    graph.add_nodes_from(model.nodes)

    def add(name, target, text):
        graph.add_edge(name, target, when=eval(f"lambda case: {text}", names))

    for name, target in then.items():
        add(name, target, "True")
    for name, choice in conditions.items():
        whens = {}
        for test, go in choice.tests:
            if go != choice.otherwise:
                whens.setdefault(go, []).append(python.write(test))
        for go, parts in whens.items():
            add(name, go, " or ".join(parts))
        add(name, choice.otherwise, "True")  # the last one looked at

    def walk(case):
        name, path = model.start, [model.start]
        while targets := graph.adj[name]:
            name = next(target for target, edge in targets.items() if edge["when"](case))
            path.append(name)
        return name, tuple(path)

    return [Peer("a walk over networkx attributes", "leaf, path", exact, walk, _read)]
