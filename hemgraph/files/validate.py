"""A part of a document against its shape: every fault at its place, in our words."""

from __future__ import annotations

from typing import TypeVar

from pydantic import ValidationError

from ..errors import nearest
from .shapes import HeaderShape, Shape, name_part
from .tree import Document, Tree, Where

S = TypeVar("S", bound=Shape)


def validate(shape: type[S], document: Document, where: Where, tree: Tree | object) -> S | None:
    """Return a part of a document in its shape, or None after noting every fault in it."""
    try:
        return shape.model_validate(tree)
    except ValidationError as error:
        seen: set[tuple[Where, str]] = set()
        for fault in error.errors(include_url=False):
            _note(shape, document, where, fault, seen)  # type: ignore[arg-type]
        return None


def _note(
    shape: type[Shape], document: Document, where: Where, error: dict[str, object], seen: set[tuple[Where, str]]
) -> None:
    steps = error["loc"]
    assert isinstance(steps, tuple)
    here = (*where, *steps)
    kind, given, context = str(error["type"]), error["input"], error.get("ctx") or {}
    assert isinstance(context, dict)
    while here not in document.places and len(here) > len(where) and kind != "missing":
        here = here[:-1]  # a step that pydantic adds for one type of a union
    message, help, key = _words(shape, kind, given, context, steps)
    if kind == "missing":
        here = here[:-1]
    if (here, message) not in seen:
        seen.add((here, message))
        document.fault(here, message, help, key=key)


def _words(
    shape: type[Shape], kind: str, given: object, context: dict[str, object], steps: tuple[str | int, ...]
) -> tuple[str, str, bool]:
    last = steps[-1] if steps else ""
    match kind:
        case "missing":
            return f"`{last}` is missing", f"add `{last}: ...` here", True
        case "extra_forbidden":
            return f"unknown key `{last}`", nearest(str(last), _keys_at(shape, steps[:-1])), True
        case "value_error":
            message, _, help = str(context["error"]).partition("\n")
            return message, help, False
        case "literal_error":
            return f"`{given}` is not expected here", f"write {context['expected']}".replace("'", "`"), False
        case "string_type":
            return (
                f"{name_part(given)} where a text is expected",
                "write one text; in quotes where it holds `: ` or `#`",
                False,
            )
        case "list_type":
            return (
                f"{name_part(given)} where a list is expected",
                "write a list: [a, b], or each part on a line of its own after `- `",
                False,
            )
        case "dict_type" | "model_type" | "model_attributes_type":
            return (
                f"{name_part(given)} where keys and values are expected",
                "write {key: value}, or each key on a line of its own",
                False,
            )
        case _:
            return f"{name_part(given)} is not expected here", "", False


def _keys_at(shape: type[Shape], steps: tuple[str | int, ...]) -> list[str]:
    """The keys that may stand in the part of a shape that these steps lead to."""
    for step in steps:
        if isinstance(step, int) or step not in shape.model_fields:
            continue
        inner = shape.model_fields[step].annotation
        while inner is not None and not (isinstance(inner, type) and issubclass(inner, Shape)):
            options = [a for a in getattr(inner, "__args__", ()) if a is not type(None)]
            inner = options[-1] if options else None
        if inner is None:
            return []
        shape = inner
    return [name for name in shape.model_fields if name != "include" or shape is HeaderShape]
