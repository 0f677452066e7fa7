"""Check a document against the schema, and tell every problem by file, line, column and path."""

import json
import re
from collections.abc import Iterator, Sequence
from enum import Enum
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from scenarios.origin import Entry, MapNode, Problem, Steps, child, plain, refuse, shorten, show
from scenarios.read import Document
from scenarios.schema.base import Section, fields_at, names_section, places
from scenarios.suggest import suggest
from scenarios.units import number_hint

SectionType = TypeVar("SectionType", bound=Section)

_QUOTED = re.compile(r"'([^']*)'")
_NUMBER_TYPES = ("int_type", "int_parsing", "float_type", "float_parsing", "decimal_type")


def validate(model: type[SectionType], tree: Document) -> SectionType:
    """Turn a document into a checked, frozen section; all problems come in one error.

    Values are taken strictly: text is never read as a number or a boolean, nor a number as text.

    Parameters
    ----------
    model : schema of the document
    tree : the document, as `read_scenario` returns it
    """
    problems = [*_new_names(model, tree), *_lost_intervals(model, tree)]
    section = None
    try:
        text = json.dumps(tree.data, allow_nan=False)
        context = {"currency": tree.data.get("currency")}
        section = model.model_validate_json(text, strict=True, context=context)
    except ValidationError as error:
        problems.extend(_problem(model, tree.tree, detail) for detail in error.errors(include_url=False))
    if problems or section is None:
        raise refuse(tree.path, problems)
    return section


def _new_names(model: type[BaseModel], tree: Document) -> Iterator[Problem]:
    """Refuse names that only an overlay knows: a slip there would make a new segment or campaign."""
    for steps, mark in tree.added:
        if names_section(model, steps):
            names = [name for name in _names_at(tree.tree, steps[:-1]) if name != steps[-1]]
            hint = suggest(str(steps[-1]), names)
            message = f"no '{shorten(str(steps[-1]))}' here{hint}; to add one, extend the scenario"
            yield Problem(mark, steps, message)


def _lost_intervals(model: type[BaseModel], tree: Document) -> Iterator[Problem]:
    """Refuse the range of a key that no scenario has: it would never be shown or drawn from."""
    for calibration in tree.calibrated:
        for path, interval in calibration.intervals.items():
            if not places(model, tuple(path.split("."))):
                yield Problem(interval.mark, ("calibrated", "intervals", path), "no such key in a scenario")


def _names_at(tree: MapNode, steps: Steps) -> list[str]:
    entry = _walk(tree, steps)[0]
    return list(entry.node.entries) if isinstance(entry.node, MapNode) else []


def _walk(tree: MapNode, location: Sequence[str | int]) -> tuple[Entry, Steps, tuple[str | int, ...]]:
    """Follow an error's location down the tree, passing over parts that are not in the YAML.

    pydantic puts the tags of alternatives and the names of validators among the keys. What is left over after
    the last key that exists is returned as the third part.
    """
    entry = Entry(tree.mark, tree)
    steps: Steps = ()
    rest: list[str | int] = []
    for part in location:
        below = child(entry.node, part)
        if below is None:
            rest.append(part)
        else:
            entry, steps, rest = below, (*steps, part), []
    return entry, steps, tuple(rest)


def _problem(model: type[BaseModel], tree: MapNode, detail: ErrorDetails) -> Problem:
    kind, location = detail["type"], detail["loc"]
    entry, steps, rest = _walk(tree, location)
    if kind == "missing":
        return Problem(entry.key, steps, f"needs the key '{location[-1]}'")
    if kind == "extra_forbidden":
        name = str(location[-1])
        hint = suggest(name, fields_at(model, steps[:-1]))
        return Problem(entry.key, steps, f"unknown key '{shorten(name)}'{hint}")
    if kind.startswith("union_tag"):
        return _tag_problem(entry, steps, detail)
    mark = entry.key if rest == ("[key]",) else entry.node.mark
    return Problem(mark, steps, _message(model, steps, detail))


def _tag_problem(entry: Entry, steps: Steps, detail: ErrorDetails) -> Problem:
    """Explain a wrong or missing key that picks one of several kinds of section."""
    context = detail.get("ctx", {})
    names = _QUOTED.findall(str(context.get("discriminator", "")))
    key = names[0] if names else "kind"
    chooser = child(entry.node, key)
    if chooser is None:
        return Problem(entry.key, steps, f"needs the key '{key}'")
    written = plain(chooser.node)
    if not isinstance(written, str):
        return Problem(chooser.node.mark, (*steps, key), f"{show(written)} is not a {key}")
    hint = suggest(written, _QUOTED.findall(str(context.get("expected_tags", ""))))
    return Problem(chooser.node.mark, (*steps, key), f"unknown {key} '{shorten(written)}'{hint}")


def _message(model: type[BaseModel], steps: Steps, detail: ErrorDetails) -> str:
    """Reword pydantic's message where a planner would not understand it."""
    kind, written = detail["type"], detail["input"]
    if kind == "unit":
        return detail["msg"]
    if kind in ("value_error", "assertion_error"):
        return str(detail.get("ctx", {}).get("error", detail["msg"]))
    if kind in ("literal_error", "enum"):
        return f"unknown value {show(written)}{suggest(str(written), _allowed(model, steps))}"
    if kind in _NUMBER_TYPES and isinstance(written, str):
        hint = number_hint(written)
        return f"needs a number{': ' + hint if hint else ''} (got {show(written)})"
    return f"{_plain_words(detail)} (got {show(written)})"


def _plain_words(detail: ErrorDetails) -> str:
    words = {
        "bool_type": "write true or false",
        "string_type": "needs text; put it in quotes",
        "int_type": "needs a whole number",
        "int_from_float": "needs a whole number",
        "float_type": "needs a number",
        "model_type": "needs a map of keys and values",
        "model_attributes_type": "needs a map of keys and values",
        "dict_type": "needs a map of keys and values",
        "list_type": "needs a list",
        "tuple_type": "needs a list",
        "finite_number": "needs a finite number",
    }
    return words.get(detail["type"], detail["msg"].replace("Input should be", "must be"))


def _allowed(model: type[BaseModel], steps: Steps) -> list[str]:
    """List the words that a key may hold."""
    return [word for place in places(model, steps) for word in _words(place.annotation)]


def _words(annotation: Any) -> Iterator[str]:
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        yield from (str(member.value) for member in annotation)
    for argument in getattr(annotation, "__args__", ()):
        if isinstance(argument, str):
            yield argument
        else:
            yield from _words(argument)
