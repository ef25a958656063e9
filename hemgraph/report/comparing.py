"""Several graphs side by side: one patient as a table, or all patients as a map of disagreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from string import ascii_uppercase

from ..graph import DecisionGraph, Stance
from ..results import Agreement, Apart, Comparison, Disagreement, Heard, Shown, Status, Voices
from ..wording import answer_text, cite, within
from ..wording.changes import region_text, witness_text
from ..wording.citing import detail
from .differing import MOST_SHOWN
from .text import JUDGEMENT, WIDTH, Strong, hang

AT_ODDS = (Agreement.CONFLICT, Agreement.DIFFER)
_AGREEMENT = {
    Agreement.CONFLICT: "CONFLICT",
    Agreement.DIFFER: "differ",
    Agreement.AGREE: "agree",
    Agreement.SINGLE: "single",
    None: "",
}
SILENCE = "`Not named` is silence, no stance; `no answer`: no such patient is possible there, or a gap."


# ---- one patient


def comparison_text(found: Comparison, strong: Strong = str) -> str:
    """Return what several graphs say of one patient; lines have at most 80 columns up to four graphs."""
    parts = [
        _patient(found),
        _ends(found, strong),
        _table(found, strong),
        _reasons(found, strong),
        _foot(found.graphs.values()),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _patient(found: Comparison) -> Iterator[str]:
    if found.id:
        yield f"Case: {found.id}"
    known = {name: trace.graph.findings[name] for trace in found.traces.values() for name in trace.case.findings}
    given = (f"{name}: {answer_text(known[name], value)}" for name, value in found.findings.items())
    yield from hang("; ".join(given) or "nothing", "Findings: ", "          ")


def _letters(graphs: Iterable[str]) -> dict[str, str]:
    """A short sign for each graph, as the head of its column."""
    return {name: ascii_uppercase[n] if n < 26 else str(n + 1) for n, name in enumerate(graphs)}


def _ends(found: Comparison, strong: Strong) -> Iterator[str]:
    yield strong("THE GRAPHS")
    for name, letter in _letters(found.graphs).items():
        graph = found.graphs[name]
        yield from hang(f"{letter}  {_title(name, graph)}: {_end(found, name)}", "  ", "     ")


def _title(name: str, graph: DecisionGraph) -> str:
    version = name if name.endswith(graph.version) else f"{name} {graph.version}"
    return f"{version} ({graph.status.upper()})" if graph.status != "reviewed" else version


def _end(found: Comparison, name: str) -> str:
    if name in found.refused:
        faults = (f"{fault.message}{f' ({fault.help})' if fault.help else ''}" for fault in found.refused[name])
        return f"takes no such patient: {'; '.join(faults)}"
    trace = found.traces[name]
    last = trace.path[-1]
    if trace.leaf is None:
        return f"not enough is known; it stops at box {last.box}: {last.text}"
    return f"{'no guidance, ' if trace.status is Status.SILENT else ''}box {last.box}: {last.text}"


def _table(found: Comparison, strong: Strong) -> Iterator[str]:
    letters = _letters(found.graphs)
    column = 10 if len(letters) < 5 else 6
    wide = max(WIDTH - column * len(letters) - 11, 20)
    yield strong(f"{'STANCES':<{wide + 2}}{''.join(f'{letter:<{column}}' for letter in letters.values())}".rstrip())
    if not found.voices:
        yield "  nobody names an intervention"
    for row in found.voices:
        said = "".join(f"{_stance(found, row, name)[: column - 1]:<{column}}" for name in letters)
        first, *more = hang(_name(found.graphs.values(), row.intervention), "  ", "    ", wide + 1)
        yield f"{first:<{wide + 2}}{said}{_how(row)}".rstrip()
        yield from more
    legend = "- does not name it: silence, no stance."
    legend += " x takes no such patient, or has no answer." if found.refused else ""
    legend += " ? is not settled: an answer is missing." if any(row.open for row in found.voices) else ""
    yield from hang(legend, "  ", "    ")


def _how(row: Voices) -> str:
    """How the stances go together; with a question mark where what is open may change that."""
    may_change = row.open and row.agreement is not Agreement.CONFLICT
    return f"{_AGREEMENT[row.agreement]} ?".strip() if may_change else _AGREEMENT[row.agreement]


def _stance(found: Comparison, row: Voices, graph: str) -> str:
    if graph in found.refused:
        return "x"
    if graph in row.open:
        return "?"
    stance = row.stances.get(graph)
    return str(stance) if stance else "-"


def _name(graphs: Iterable[DecisionGraph], intervention: str) -> str:
    return next(graph.interventions[intervention] for graph in graphs if intervention in graph.interventions)


def _reasons(found: Comparison, strong: Strong) -> list[str]:
    """What stands behind each stance that is at odds with another."""
    lines: list[str] = []
    for row in found.voices:
        if row.agreement not in AT_ODDS:
            continue
        lines += hang(_name(found.graphs.values(), row.intervention), "  ")
        for name, said in row.said.items():
            for given in sorted(said, key=lambda r: r.key):
                parts = [detail(given), f"because {within(given.because)}" if given.because else ""]
                source = cite(found.graphs[name], given.cites) or "no source cited"
                text = "; ".join(part for part in (*parts, source) if part)
                lines += hang(f"{name}, {given.stance}: {text}", "    ", "      ")
        if conflicts := _disputed(found, row):
            lines += hang(f"named in the files as {', '.join(f'`{name}`' for name in conflicts)}", "    ", "      ")
    return [strong("WHO SAYS WHAT, AND WHY"), *lines] if lines else []


def _disputed(found: Comparison, row: Voices) -> list[str]:
    """The conflicts of which claims are cited on both sides, or that a recommendation is marked with."""
    names: dict[str, None] = {}
    for graph in found.graphs.values():
        for conflict in graph.conflicts.values():
            claims = {claim for some in conflict.positions.values() for claim in some}
            cited = [stance for name, stance in row.stances.items() for r in row.said[name] if claims & {*r.cites}]
            if len(set(cited)) > 1:
                names[conflict.id] = None
    names |= dict.fromkeys(r.disputed for said in row.said.values() for r in said if r.disputed)
    return list(names)


def _foot(graphs: Iterable[DecisionGraph]) -> Iterator[str]:
    drafts = [graph.id for graph in graphs if graph.status == "draft"]
    if drafts:
        yield from hang(f"DRAFT, not reviewed: {', '.join(dict.fromkeys(drafts))}.", "")
    yield from hang(JUDGEMENT, "")


# ---- all patients


def disagreement_text(found: Disagreement, strong: Strong = str) -> str:
    """Return where several graphs disagree, as lines of at most 80 columns."""
    never = [row for row in found.heard if not row.together and len(row.graphs) > 1]
    parts = [
        _head(found, strong),
        _apart(found, Agreement.CONFLICT, "OPPOSED STANCES", strong),
        _apart(found, Agreement.DIFFER, "DIFFERENT STRENGTH", strong),
        _heard(found, "NEVER AT ODDS", [row for row in found.heard if row.together], strong),
        _heard(found, "NEVER NAMED FOR THE SAME PATIENT", never, strong),
        _alone(found, strong),
        _conflicts(found, strong),
        _undecided(found, strong),
        _foot(found.graphs.values()),
    ]
    return "\n\n".join("\n".join(part) for part in map(list, parts) if part) + "\n"


def _head(found: Disagreement, strong: Strong) -> Iterator[str]:
    yield from map(strong, hang(", ".join(_title(name, graph) for name, graph in found.graphs.items()), ""))
    counts = [len({row.voices.intervention for row in found.apart if row.voices.agreement is kind}) for kind in AT_ODDS]
    words = f"{_count(counts[0])} with opposed stances, {counts[1] or 'none'} with stances of different strength"
    if found.undecided:
        sure = "were found. Not all was decided, see below."
    else:
        sure = "Proved for every patient of whom all is known."
    yield from hang(f"{words}{' ' if found.undecided else '. '}{sure} {SILENCE}", "  ")
    for name in found.gaps:
        yield from hang(f"{name} gives some of its patients no answer: see `hemgraph check`.", "  ")
    for one, other in found.strangers:
        yield from hang(f"{one} and {other} have no patient in common: nobody is possible in both.", "  ")


def _count(number: int) -> str:
    return f"{number or 'no'} intervention{'' if number == 1 else 's'}"


def _apart(found: Disagreement, kind: Agreement, title: str, strong: Strong) -> Iterator[str]:
    rows = [row for row in found.apart if row.voices.agreement is kind]
    if not rows:
        return
    yield strong(title)
    before, number = "", 0
    for row in rows:
        if row.voices.intervention != before:
            before, number = row.voices.intervention, number + 1
            yield from hang(_name(found.graphs.values(), before), f"{number}. ")
        yield from _region(row)


def _region(row: Apart) -> Iterator[str]:
    yield from hang(f"{_said(row.voices)}{'' if row.whole else ' (too many to list; some of them:)'}", "   ", "     ")
    for region in row.regions[:MOST_SHOWN]:
        yield from hang(region_text(region), "   - ")
    if len(row.regions) > MOST_SHOWN:
        yield f"   and {len(row.regions) - MOST_SHOWN} more regions"
    yield from hang(witness_text(row.regions[0]), "   for instance: ", "     ")


def _said(voices: Voices) -> str:
    """`do: a; avoid: b, c; not named: d`."""
    by_stance: dict[str, list[str]] = {stance: [] for stance in (*Stance, "not named", "no answer")}
    for name, stance in voices.stances.items():
        by_stance["no answer" if name in voices.refused else stance or "not named"].append(name)
    return "; ".join(f"{stance}: {', '.join(names)}" for stance, names in by_stance.items() if names)


def _heard(found: Disagreement, title: str, rows: Sequence[Heard], strong: Strong) -> Iterator[str]:
    if rows:
        yield strong(title)
    for row in rows:
        yield from hang(f"{_name(found.graphs.values(), row.intervention)}: {', '.join(row.graphs)}", "  ", "    ")


def _alone(found: Disagreement, strong: Strong) -> Iterator[str]:
    single = [row for row in found.heard if len(row.graphs) == 1]
    if single:
        yield strong("ONE VOICE ALONE")
    for name in found.graphs:
        if names := [_name(found.graphs.values(), row.intervention) for row in single if row.graphs == (name,)]:
            yield from hang(f"{name}: {'; '.join(names)}", "  ", "    ")


_SHOWN = {
    "opposed": "opposed stances on {}",
    "strength": "stances of different strength on {}",
    "single": "one voice alone on {}",
    "same": "no stance shows it; the stances are the same on {}",
    "apart": "no stance shows it; each names interventions of its own: {}",
    "none": "no stance shows it; no recommendation rests on it",
    "undecided": "not decided; the patients are too many to list",
}
_KINDS = {"figures": "It is about figures.", "conditional": "Each side has patients of its own."}


def _conflicts(found: Disagreement, strong: Strong) -> Iterator[str]:
    if not found.conflicts:
        return
    yield strong("THE CONFLICTS THAT THE FILES NAME")
    for row in found.conflicts:
        yield from hang(f"{row.conflict.id}: {_shown(found, row)}", "  ", "    ")


def _shown(found: Disagreement, row: Shown) -> str:
    parts = [_SHOWN[row.how].format(_where(found, row.voices.items()))]
    if row.how not in ("opposed", "strength"):
        parts += [_KINDS[row.conflict.kind]] if row.conflict.kind in _KINDS else []
        parts += [f"Also behind: {_where(found, row.beside.items())}"] if row.beside else []
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _where(found: Disagreement, named: Iterable[tuple[str, Sequence[str]]]) -> str:
    return "; ".join(f"{_name(found.graphs.values(), name)} ({', '.join(graphs)})" for name, graphs in named)


def _undecided(found: Disagreement, strong: Strong) -> list[str]:
    if not found.undecided:
        return []
    names = ", ".join(_name(found.graphs.values(), name) for name in found.undecided)
    text = f"Whether more stances differ on: {names}. Raise it with --budget."
    return [strong("NOT DECIDED"), *hang(text, "  ")]
