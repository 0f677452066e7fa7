"""Every key, form and word that the schema of a scenario allows, and those that a scenario uses.

A point is a path with `*` for free names and places in lists; `path: map` and `path: dated` tell the form of
a value that may take several, `path = word` a word out of a list.
"""

import re
from collections.abc import Iterator
from typing import Any

from scenarios.json_schema import scenario_schema

Part = dict[str, Any]
"""A part of a JSON schema."""

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_OUTSIDE = ("extends", "calibrated")
"""Keys of a scenario file that are not part of the company."""
ANY = "*"


def whole_schema() -> Part:
    """The schema of a scenario, without the keys that only the reader of files takes."""
    schema = scenario_schema()
    kept = {name: part for name, part in schema["properties"].items() if name not in _OUTSIDE}
    return {"type": "object", "properties": kept, "$defs": schema["$defs"]}


def alternatives(schema: Part, part: Part) -> list[Part]:
    """What a value may be, with references followed and `this or that` opened up."""
    if "$ref" in part:
        return alternatives(schema, schema["$defs"][part["$ref"].rsplit("/", 1)[-1]])
    choices = part.get("oneOf") or part.get("anyOf")
    if choices is None:
        return [part]
    return [below for choice in choices for below in alternatives(schema, choice)]


def form_of(part: Part) -> str:
    """Form of an alternative: one of `null`, `list`, `section`, `dated`, `map` or `single`."""
    kind = part.get("type")
    if kind == "object":
        if "properties" in part:
            return "section"
        return "dated" if part.get("propertyNames", {}).get("format") == "date" else "map"
    return {"null": "null", "array": "list"}.get(str(kind), "single")


def written_form(data: Any) -> str:
    """Form of a value in a scenario; a section and a map look alike."""
    if isinstance(data, dict):
        return "dated" if data and all(_DATE.fullmatch(str(key)) for key in data) else "map"
    return {type(None): "null", list: "list"}.get(type(data), "single")


def inner(part: Part) -> Part | None:
    """Schema of the values of a map with free names, or of the places of a list."""
    named = part.get("patternProperties")
    found = next(iter(named.values())) if named else part.get("additionalProperties", part.get("items"))
    return found if isinstance(found, dict) else None


def all_points(schema: Part) -> set[str]:
    """List everything that a scenario could state."""
    spreads = [part for part in schema["$defs"].values() if _stands_at_many_places(part)]
    inside = [point for part in spreads for point in _section_points(schema, part, part["title"])]
    return {*points(schema), *inside}


def points(schema: Part, part: Part | None = None, path: str = "") -> Iterator[str]:
    """List everything that could be stated from a path on, without what distributions hold."""
    choices = _stated(schema, part)
    yield from (f"{path}: {form}" for form in _forms(choices))
    for choice in choices:
        if _stands_at_many_places(choice):
            continue
        yield from _section_points(schema, choice, path)


def _section_points(schema: Part, part: Part, path: str) -> Iterator[str]:
    yield from (f"{path} = {word}" for word in part.get("enum", ()))
    for name, below in part.get("properties", {}).items():
        yield f"{path}.{name}"
        yield from points(schema, below, f"{path}.{name}")
    entry = inner(part)
    if entry is not None:
        yield f"{path}.{ANY}"
        yield from points(schema, entry, f"{path}.{ANY}")


def points_of(schema: Part, data: Any, part: Part | None = None, path: str = "") -> Iterator[str]:
    """List everything that a scenario states."""
    choices = _stated(schema, part)
    fitting = [choice for choice in choices if _fits(choice, data)]
    yield from (f"{path}: {form_of(choice)}" for choice in fitting[:1] if _forms(choices))
    for choice in fitting:
        path = choice["title"] if _stands_at_many_places(choice) else path
        yield from (f"{path} = {word}" for word in choice.get("enum", ()) if word == data)
        for name, value, below in _entries(choice, data):
            yield f"{path}.{name}"
            yield from points_of(schema, value, below, f"{path}.{name}")


def _stated(schema: Part, part: Part | None) -> list[Part]:
    """Alternatives of a part; nothing stated is not one of them."""
    return [choice for choice in alternatives(schema, part or schema) if form_of(choice) != "null"]


def _forms(choices: list[Part]) -> list[str]:
    """Forms among which a value has the choice."""
    forms = list(dict.fromkeys(form_of(choice) for choice in choices))
    return forms if len(forms) > 1 else []


def _stands_at_many_places(choice: Part) -> bool:
    """Whether a section is counted once, not at each of its places: a distribution."""
    return str(choice.get("title", "")).startswith(("Spread", "Quantity"))


def _fits(choice: Part, data: Any) -> bool:
    form, written = form_of(choice), written_form(data)
    return form == written or (form == "section" and written == "map")


def _entries(choice: Part, data: Any) -> Iterator[tuple[str, Any, Part]]:
    """Names (`*` for free ones), values and schemas of what stands below a value."""
    entry, known = inner(choice), choice.get("properties", {})
    if isinstance(data, dict):
        for name, value in data.items():
            if name in known:
                yield name, value, known[name]
            elif entry is not None:
                yield ANY, value, entry
    elif isinstance(data, list) and entry is not None:
        yield from ((ANY, value, entry) for value in data)
