"""How doses are written: what can be misread, and what is not said."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..graph import Action, DecisionGraph, Node
from ..results import Issue, Severity
from .proof import Proof

_MASS = "mg|g|µg|μg|mcg|ug|ng|kg"
_UNIT = rf"(?:{_MASS}|Gy|cGy|mL|ml|IU)"
_GRAY = re.compile(r"(?<![\w.])\d[\d.]* ?c?Gy\b")
_DOSE = re.compile(rf"(?<![\w.])[\d.]+ ?({_MASS})\b")
_SAID = {
    "route": r"\b(IV|IM|SC|PO|intra\w+|subcut\w+|oral\w*|by mouth|inject\w+|infus\w+|topical\w*)\b",
    "frequency": r"\b(daily|once|twice|bolus|every|hourly|weekly|monthly|times|(a|per|each) (day|week|month|hour))\b",
    "duration": r"\b(for|over|until|days?|weeks?|months?|hours?|once|bolus|single)\b",
}


def detect_dose_format(proof: Proof) -> Iterator[Issue]:
    """Yield doses that can be misread, gray without fractions, drugs without route, frequency and duration, and one
    intervention in two units.

    What a source does not give is said: `route not stated`. What is not checked: that a dose is right.
    """
    for node in proof.graph.nodes.values():
        for text in _texts(node):
            for found, why, right in _faults(text):
                yield _issue(proof, node.id, f"`{found}` {why}", f"write {right}")
        for intervention, text in _details(node):
            if lacking := [what for what in _SAID if _DOSE.search(text) and not _says(text, what)]:
                what = f"the dose of `{intervention}` is without {' and '.join(lacking)}"
                help = f"write it, or `{' and '.join(lacking)} not stated` where the source does not give it"
                yield _issue(proof, node.id, what, help)
    yield from _units(proof)


def _spaced(match: re.Match[str]) -> str:
    return f"{match[1]} {match[2]}"


def _trimmed(match: re.Match[str]) -> str:
    return f"{match[1]}{'.' if match[2] else ''}{match[2]} {match[3]}"


def _led(match: re.Match[str]) -> str:
    return f"0{match[1]} {match[2]}"


_FORM = (
    (rf"(?<![\w.])(\d[\d.]*)({_UNIT})\b", "has no space between number and unit", _spaced),
    (rf"(?<![\w.])(\d+)\.(\d*?)0+ ?({_UNIT})\b", "ends in a zero that can be read as ten times as much", _trimmed),
    (rf"(?<![\w.])(\.\d+) ?({_UNIT})\b", "begins with a point that can be overlooked", _led),
)


def _faults(text: str) -> Iterator[tuple[str, str, str]]:
    for pattern, why, right in _FORM:
        for match in re.finditer(pattern, text):
            yield match[0], why, f"`{right(match)}`"
    if (gray := _GRAY.search(text)) and "fraction" not in text:
        yield gray[0], "is without its fractions", "them, or `fractions not stated`"


def _says(text: str, what: str) -> bool:
    return bool(re.search(_SAID[what], text) or re.search(rf"\b{what}\b[^.;]*\bnot stated", text))


def _texts(node: Node) -> Iterator[str]:
    yield node.title
    yield node.note
    if isinstance(node, Action):
        for given in node.recommend:
            yield from (given.detail, given.timing, given.because)
        for said in (*node.expect, *node.caution):
            yield said.text


def _details(node: Node) -> Iterator[tuple[str, str]]:
    for given in node.recommend if isinstance(node, Action) else ():
        yield given.intervention, f"{given.detail}; {given.timing}"


def _units(proof: Proof) -> Iterator[Issue]:
    """One intervention, one unit of mass."""
    first: dict[str, str] = {}
    for node in proof.graph.nodes.values():
        for intervention, text in _details(node):
            for unit in dict.fromkeys(match[1] for match in _DOSE.finditer(text)):
                known = first.setdefault(intervention, unit)
                if unit != known:
                    what = f"the dose of `{intervention}` is in {unit} here, and in {known} elsewhere"
                    yield _issue(proof, node.id, what, "use one unit for it everywhere")


def _issue(proof: Proof, node: str, what: str, help: str) -> Issue:
    where = f"{what}, in {proof.name(node)}"
    return Issue("dose_format", Severity.WARNING, where, help, node=node, place=proof.place("nodes", node))


def texts_of(graph: DecisionGraph) -> str:
    """Return all that a graph says in words, in one text."""
    words = [graph.title, *graph.interventions.values()]
    for finding in graph.findings.values():
        words += [finding.ask, finding.help, *finding.labels.values()]
    for node in graph.nodes.values():
        words += _texts(node)
    words += [claim.text for claim in graph.claims.values()]
    return "\n".join(words)
