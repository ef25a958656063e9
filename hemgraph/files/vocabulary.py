"""The words of a graph: findings, interventions, sources, claims, conflicts, and tests on findings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ..errors import nearest
from ..finding import Clause, Finding, Test
from ..graph import Claim, Conflict, Source
from ..values.domains import Boolean, Choice, Domain, Number
from ..values.numbers import format_number
from ..values.sets import ValueSet, parse_set
from ..values.units import unit_fault
from ..wording.phrases import MEANINGS, PHRASES
from .shapes import ClaimShape, ConflictShape, FindingShape, InterventionShape, SourceShape, Written
from .tree import Document, Where
from .validate import validate

RESERVED = ("yes", "no", "true", "false", "unknown", "otherwise", "because")
SNAKE = re.compile("[a-z][a-z0-9_]{0,63}")
KEBAB = re.compile("[a-z][a-z0-9-]{0,63}")
CLAIM = re.compile("[a-z][a-z0-9-]{0,63}[.][a-z][a-z0-9-]{0,63}")


def id_fault(document: Document, where: Where, name: str, pattern: re.Pattern[str] = SNAKE) -> bool:
    """Note and tell whether a name cannot be an id."""
    if name in RESERVED:
        document.fault(where, f"`{name}` cannot be an id: it has a meaning of its own", "choose another word", key=True)
        return True
    if not pattern.fullmatch(name):
        marks = {SNAKE: "digits and _", KEBAB: "digits and -", CLAIM: "digits and -, as source.claim"}[pattern]
        document.fault(
            where,
            f"`{name[:80]}` cannot be an id",
            f"an id starts with a small letter; then small letters, {marks}; at most 64",
            key=True,
        )
        return True
    return False


_BRACES = re.compile(r"\{([a-z]+)\}")


@dataclass
class Vocabulary:
    """The words read so far; what is broken has its name in `named` but no value, so that nobody else trips over it.

    They are `partial` where an include could not be read: then an unknown name is no fault of its own.
    """

    findings: dict[str, Finding] = field(default_factory=dict)
    interventions: dict[str, str] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    conflicts: dict[str, Conflict] = field(default_factory=dict)
    abbreviations: dict[str, str] = field(default_factory=dict)
    phrases: dict[str, str] = field(default_factory=dict)
    partial: bool = False
    named: dict[str, dict[str, tuple[Document, Where]]] = field(default_factory=dict)

    def known(self, section: str) -> Mapping[str, tuple[Document, Where]]:
        """Return the names of a section, broken ones too."""
        return self.named.get(section, {})


def read_words(documents: Iterable[Document], *, partial: bool = False) -> Vocabulary:
    """Return the words of some documents, noting every fault; a word defined twice is one."""
    words = Vocabulary(partial=partial)
    documents = tuple(documents)
    for section in ("findings", "interventions", "sources", "claims", "conflicts", "abbreviations", "phrases"):
        for document in documents:
            _read_section(words, section, document)
    _check_meanings(words)
    return words


def _read_section(words: Vocabulary, section: str, document: Document) -> None:
    tree = document.tree.get(section) if isinstance(document.tree, dict) else None
    if not isinstance(tree, dict):
        return
    named = words.named.setdefault(section, {})
    for name, part in tree.items():
        where: Where = (section, name)
        if name in named:
            first, there = named[name]
            place = first.place(there, key=True)
            document.fault(where, f"`{name}` is defined twice", f"first at {place}", key=True)
            continue
        named[name] = (document, where)
        match section:
            case "findings":
                if not id_fault(document, where, name) and (finding := _finding(document, where, name, part)):
                    words.findings[name] = finding
            case "interventions":
                if not id_fault(document, where, name) and (
                    shape := validate(InterventionShape, document, where, part)
                ):
                    words.interventions[name] = shape.name
            case "sources":
                if not id_fault(document, where, name, KEBAB) and (
                    source := validate(SourceShape, document, where, part)
                ):
                    words.sources[name] = Source(name, **source.model_dump())
            case "claims":
                _claim(words, document, where, name, part)
            case "conflicts":
                _conflict(words, document, where, name, part)
            case "abbreviations":
                if isinstance(part, str):
                    words.abbreviations[name] = part
                else:
                    document.fault(
                        where, "an abbreviation stands for one text", "write {MRI: magnetic resonance imaging}"
                    )
            case "phrases":
                if fault := _phrase_fault(name, part):
                    document.fault(where, *fault, key=name not in PHRASES)
                else:
                    words.phrases[name] = str(part)


def _check_meanings(words: Vocabulary) -> None:
    """Note phrases by which one answer would read like another: what is advised like what is avoided, say."""
    said = {name: {words.phrases.get(name, PHRASES[name]), PHRASES[name]} for name in MEANINGS}
    for name, text in words.phrases.items():
        if other := next((o for o in MEANINGS if name in MEANINGS and o != name and _alike(text, said[o])), None):
            document, where = words.named["phrases"][name]
            document.fault(
                where, f"the phrase `{name}` reads like that for `{other}`", f"it replaces `{PHRASES[name]}`"
            )


def _alike(text: str, others: Iterable[str]) -> bool:
    plain = " ".join(text.casefold().split()).rstrip(".:!")
    return plain in {" ".join(other.casefold().split()).rstrip(".:!") for other in others}


def _phrase_fault(name: str, part: object) -> tuple[str, str] | None:
    """What is wrong with a text for a phrase of the page: its name, or what stands in braces."""
    if name not in PHRASES:
        return f"unknown phrase `{name}`", nearest(name, PHRASES)
    if not isinstance(part, str) or not part.strip():
        return f"the phrase `{name}` is one text", f"it replaces `{PHRASES[name]}`"
    wanted, found = (sorted(set(_BRACES.findall(text))) for text in (PHRASES[name], part))
    if wanted != found:
        said = ", ".join(f"`{{{key}}}`" for key in wanted) or "nothing in braces"
        return f"the phrase `{name}` keeps what stands in braces", f"it has {said}, as `{PHRASES[name]}`"
    return None


def _finding(document: Document, where: Where, name: str, part: object) -> Finding | None:
    shape = validate(FindingShape, document, where, part)
    if shape is None:
        return None
    before = len(document.faults)
    allowed = {
        "choice": {"options"},
        "boolean": set(),
        "integer": {"range", "unit", "step"},
        "number": {"range", "unit", "step"},
    }
    for key in ("options", "range", "unit", "step"):
        if key in shape.model_fields_set and key not in allowed[shape.type]:
            document.fault(
                (*where, key),
                f"`{key}` does not go with the type `{shape.type}`",
                "delete it, or change the type",
                key=True,
            )
    if shape.effort < 0:
        document.fault(
            (*where, "effort"),
            f"an effort of {format_number(shape.effort)}",
            "the cost of asking is 0 or more; 1 by default",
        )
    domain = _domain(document, where, shape)
    if domain is None or len(document.faults) > before:
        return None
    return Finding(name, shape.ask, domain, shape.options or {}, shape.help, shape.effort, shape.fixed)


def _domain(document: Document, where: Where, shape: FindingShape) -> Domain | None:
    match shape.type:
        case "boolean":
            return Boolean()
        case "choice":
            if not shape.options:
                document.fault(
                    where, "a choice has `options`", "name them: options: {none: No pain, mild: Mild pain}", key=True
                )
                return None
            bad = [id_fault(document, (*where, "options", option), option) for option in shape.options]
            return None if any(bad) else Choice(tuple(shape.options))
        case _:
            return _number(document, where, shape)


def _number(document: Document, where: Where, shape: FindingShape) -> Number | None:
    if shape.range is None or len(shape.range) != 2:
        place = where if shape.range is None else (*where, "range")
        document.fault(
            place,
            f"{'an' if shape.type == 'integer' else 'a'} {shape.type} has a `range` of two numbers",
            "both ends are included: range: [0, 120]",
            key=True,
        )
        return None
    low, high = shape.range
    if low >= high:
        document.fault(
            (*where, "range"),
            f"the range [{format_number(low)}, {format_number(high)}] does not rise",
            "write the smaller end first",
        )
        return None
    integer = shape.type == "integer"
    step = shape.step
    if step is not None and step <= 0:
        document.fault((*where, "step"), f"a step of {format_number(step)}", "a step is larger than 0")
        return None
    if integer and (low % 1 or high % 1 or (step or 0) % 1):
        document.fault(
            (*where, "range"), "an integer with a part of a number in its range or step", "use the type `number`"
        )
        return None
    if shape.unit and (fault := unit_fault(shape.unit)):
        document.fault((*where, "unit"), *fault)
        return None
    return Number(low, high, step or (low * 0 + 1 if integer else None), shape.unit, integer)


def _claim(words: Vocabulary, document: Document, where: Where, name: str, part: object) -> None:
    shape = validate(ClaimShape, document, where, part)
    if id_fault(document, where, name, CLAIM) or shape is None:
        return
    claim = Claim(name, shape.text, tuple(shape.src))
    check_known(words, "sources", document, where, claim.source, "source", key=True)
    words.claims[name] = claim


def _conflict(words: Vocabulary, document: Document, where: Where, name: str, part: object) -> None:
    shape = validate(ConflictShape, document, where, part)
    if id_fault(document, where, name, KEBAB) or shape is None:
        return
    for position, claims in shape.positions.items():
        check_cites(words, document, (*where, "positions", position), claims)
    for n, intervention in enumerate(shape.about):
        check_known(words, "interventions", document, (*where, "about", n), intervention, "intervention")
    when = read_clause(words, document, (*where, "when"), shape.when)
    positions = {position: tuple(claims) for position, claims in shape.positions.items()}
    words.conflicts[name] = Conflict(
        name, shape.kind, positions, shape.resolution, tuple(shape.about), when, shape.because
    )


def check_known(
    words: Vocabulary, section: str, document: Document, where: Where, name: str, kind: str, *, key: bool = False
) -> bool:
    """Note and tell whether a name is one of a section."""
    if name in words.known(section) or words.partial:
        return True
    document.fault(where, f"unknown {kind} `{name}`", nearest(name, words.known(section)), key=key)
    return False


def check_cites(words: Vocabulary, document: Document, where: Where, claims: Iterable[str]) -> None:
    """Note each claim that is not known."""
    for n, claim in enumerate(claims):
        at = (*where, n) if (*where, n) in document.places else where
        check_known(words, "claims", document, at, claim, "claim")


def read_clause(words: Vocabulary, document: Document, where: Where, tests: Mapping[str, Written]) -> Clause:
    """Return tests on several findings, noting each that cannot be one; `where` leads to their mapping."""
    found = []
    for name, written in tests.items():
        at = (*where, name)
        if check_known(words, "findings", document, at, name, "finding", key=True) and name in words.findings:
            values = read_set(words.findings[name], document, at, written)
            if values is not None:
                found.append(Test(name, values))
    return tuple(found)


def read_set(finding: Finding, document: Document, where: Where, written: Written) -> ValueSet | None:
    """Return the set of values that a test takes, or None after noting why it is none."""
    try:
        return parse_set(finding.domain, written)
    except ValueError as error:
        message, _, help = str(error).partition("\n")
        if written in ("unknown", "otherwise"):
            message, help = f"`{written}` cannot be tested here", "it can only be a branch of a condition"
        document.fault(where, f"{message}, in a test on `{finding.id}`", help)
        return None
