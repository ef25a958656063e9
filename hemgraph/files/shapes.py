"""The shape of each part of a file: which keys, which types. What the parts mean is for `build`."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from ..values.numbers import parse_number


def name_part(given: object) -> str:
    """Return what stands there, for a message: a text in backticks, or what kind of part it is."""
    if isinstance(given, dict):
        return "keys and values"
    if isinstance(given, list):
        return "a list"
    return f"`{given}`"


class Shape(BaseModel):
    """A mapping with just these keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


def _filled(text: str) -> str:
    if not text.strip():
        raise ValueError("an empty text\nwrite something, or leave the key out")
    return text.strip()


def _read(kind: str, reader: Callable[[str], object]) -> BeforeValidator:
    def validate(raw: object) -> object:
        if not isinstance(raw, str):
            raise ValueError(f"{name_part(raw)} where {kind} is expected\nwrite it in one word")
        return reader(raw)

    return BeforeValidator(validate)


def _yes_no(raw: str) -> bool:
    if raw not in ("yes", "no", "true", "false"):
        raise ValueError(f"`{raw}` where yes or no is expected\nwrite `yes` or `no`")
    return raw in ("yes", "true")


def _whole(raw: str) -> int:
    if not (number := parse_number(raw)) == number.to_integral_value():
        raise ValueError(f"`{raw}` where a whole number is expected\nwrite it without a decimal point")
    return int(number)


def _date(raw: str) -> date:
    try:
        if len(raw) != 10:
            raise ValueError
        return date.fromisoformat(raw)
    except ValueError:
        raise ValueError(f"`{raw}` is not a date\nwrite year-month-day, as 2026-11-21") from None


def _written(raw: object) -> object:
    if isinstance(raw, str) or (isinstance(raw, list) and all(isinstance(part, str) for part in raw)):
        return raw
    help = "write an option, yes or no, a list of options, or a test such as '< 10'"
    raise ValueError(f"{name_part(raw)} where a test is expected\n{help}")


def _format(raw: str) -> int:
    if raw != "1":
        raise ValueError(f"format version `{raw}`\nthis program reads version 1: write `hemgraph: 1`")
    return 1


def _one_or_more(raw: object) -> object:
    return [raw] if isinstance(raw, str) else raw


Text = Annotated[str, AfterValidator(_filled)]
YesNo = Annotated[bool, _read("yes or no", _yes_no)]
Whole = Annotated[int, _read("a whole number", _whole)]
Exact = Annotated[Decimal, _read("a number", parse_number)]
Day = Annotated[date, _read("a date", _date)]
Names = Annotated[list[str], BeforeValidator(_one_or_more)]
Written = Annotated[str | list[str], BeforeValidator(_written)]
"""A test as it is written: one text, or a list of options."""
Tests = dict[str, Written]


class IntendedUseShape(Shape):
    """What the algorithm is for."""

    purpose: Text = ""
    users: Text = ""
    population: Text = ""
    not_for: Text = ""


class HeaderShape(Shape):
    """The top of a graph file; the sections are validated part by part, so here they are any tree."""

    hemgraph: Annotated[int, _read("a format version", _format)]
    id: str
    title: Text
    version: str
    status: Literal["draft", "reviewed", "retired"]
    start: str
    nodes: dict[str, object]
    date: Day | None = None
    review_by: Day | None = None
    language: Text = "en"
    intended_use: IntendedUseShape = IntendedUseShape()
    include: list[str] = []
    findings: dict[str, object] = {}
    interventions: dict[str, object] = {}
    sources: dict[str, object] = {}
    claims: dict[str, object] = {}
    conflicts: dict[str, object] = {}
    abbreviations: dict[str, object] = {}
    phrases: dict[str, object] = {}
    impossible: list[object] = []
    properties: list[object] = []


class IncludeShape(Shape):
    """The top of an included file."""

    findings: dict[str, object] = {}
    interventions: dict[str, object] = {}
    sources: dict[str, object] = {}
    claims: dict[str, object] = {}
    conflicts: dict[str, object] = {}
    abbreviations: dict[str, object] = {}
    phrases: dict[str, object] = {}


class FindingShape(Shape):
    """One finding."""

    ask: Text
    type: Literal["choice", "boolean", "integer", "number"]
    options: dict[str, Text] | None = None
    range: list[Exact] | None = None
    unit: Text | None = None
    step: Exact | None = None
    help: Text = ""
    effort: Exact = Decimal(1)
    fixed: YesNo = False


class InterventionShape(Shape):
    """What can be recommended."""

    name: Text


class SourceShape(Shape):
    """A document."""

    title: Text
    publisher: Text = ""
    updated: Text = ""
    review_status: Text = ""
    scope: Text = ""


class ClaimShape(Shape):
    """One statement of a source."""

    text: Text
    src: list[Whole] = []


class ConflictShape(Shape):
    """Where sources disagree."""

    kind: Literal["conflict", "conditional", "strength", "figures"]
    positions: dict[str, Names]
    resolution: Text
    about: Names = []
    when: Tests = {}
    because: Text = ""


class PropertyShape(Shape):
    """What must hold for every patient."""

    always: dict[Literal["do", "consider", "avoid"], str] | None = None
    never: dict[Literal["do", "consider", "avoid"], str] | None = None
    when: Tests = {}
    because: Text = ""


class BranchShape(Shape):
    """One way out of a condition."""

    when: Written
    go: str


class AtLeastShape(Shape):
    """Several tests of which some number must hold."""

    count: Whole
    of: list[Tests]


class NodeShape(Shape):
    """What conditions and actions have in common."""

    title: Text = ""
    cites: Names = []
    number: Whole | None = None
    section: Text = ""
    note: Text = ""
    approved_by: Text = ""
    approved_on: Text = ""


class ConditionShape(NodeShape):
    """A node that asks."""

    branches: list[BranchShape]
    ask: str | None = None
    any_of: list[Tests] | None = None
    all_of: list[Tests] | None = None
    at_least: AtLeastShape | None = None


class RecommendationShape(Shape):
    """One intervention with its stance."""

    do: str | None = None
    consider: str | None = None
    avoid: str | None = None
    detail: Text = ""
    timing: Text = ""
    because: Text = ""
    cites: Names = []
    disputed: str | None = None


class StatementShape(Shape):
    """An expected outcome or a caution."""

    text: Text
    cites: Names = []


class ActionShape(NodeShape):
    """A node that recommends."""

    title: Text
    recommend: list[RecommendationShape] = []
    then: str | None = None
    reassess: str | None = None
    silent: YesNo = False
    expect: list[StatementShape] = []
    caution: list[StatementShape] = []


class ExpectShape(Shape):
    """What a case of a bank must give."""

    status: Literal["recommended", "incomplete", "silent"] | None = None
    leaf: str | None = None
    path: Names | None = None
    do: Names = []
    consider: Names = []
    avoid: Names = []
    never: Names = []


class CaseShape(Shape):
    """One case, alone or in a bank."""

    findings: dict[str, str]
    id: Text = ""
    review: YesNo = False
    expect: ExpectShape | None = None


class BankShape(Shape):
    """A bank of cases."""

    graph: Text
    cases: list[object]
