"""The base of every section, the evidence behind a default, and a way to ask what a key means."""

import re
import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, JsonValue
from pydantic.fields import FieldInfo

from scenarios.origin import Steps
from scenarios.schema.documentation import documentation
from sim.errors import InputError

Grade = Literal["peer-reviewed", "survey", "vendor", "assumption", "definition"]

_UNIT = re.compile(r"\[([^\[\]]+)\](?=[^\[\]]*\Z)")


class Section(BaseModel):
    """A part of a scenario: frozen, and unknown keys are errors, never warnings."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def evidence(grade: Grade, source: str) -> dict[str, JsonValue]:
    """State how far a default can be trusted; pass the result as `json_schema_extra` of the field.

    Parameters
    ----------
    grade : kind of evidence: a reviewed study, a survey, a vendor's figures, our assumption, or a definition
    source : who says so, in words a reader can look up
    """
    return {"evidence": {"grade": grade, "source": source}}


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What is known about one key of a scenario."""

    path: str
    """Dotted path that was asked for."""
    unit: str
    """Unit, from the brackets that end the key's documentation; empty when it has none."""
    default: object
    """Value when the key is left out; None when the key is required."""
    required: bool
    """Whether the key must be given."""
    grade: str
    """Kind of evidence behind the default; empty when none is stated."""
    source: str
    """Source of the default; empty when none is stated."""
    doc: str
    """The key's documentation."""


class Place(NamedTuple):
    """What the schema holds at one path."""

    annotation: Any
    """Type of the value."""
    field: FieldInfo | None
    """The section's field, or None for an entry of a list or of a map with free names."""
    section: type[BaseModel] | None = None
    """The section that has the field."""


def places(model: type[BaseModel], steps: Steps) -> list[Place]:
    """List what the schema allows at a path: nothing, one thing, or several for alternatives."""
    found = [Place(model, None)]
    for step in steps:
        found = [below for place in found for below in _step(place.annotation, str(step))]
    return found


def fields_at(model: type[BaseModel], steps: Steps) -> dict[str, FieldInfo]:
    """List the keys that a section at a path may hold, by name."""
    return {
        name: field
        for place in places(model, steps)
        for choice in _choices(place.annotation)
        if _is_model(choice)
        for name, field in _keys(choice).items()
    }


def names_section(model: type[BaseModel], steps: Steps) -> bool:
    """Tell whether a path ends at the free name of a section, such as a segment's or a campaign's."""
    found = places(model, steps)
    return any(_is_model(choice) for place in found for choice in _choices(place.annotation)) and all(
        place.field is None for place in found
    )


def field_facts(model: type[BaseModel], path: str) -> FieldFacts:
    """Tell the unit, default, evidence and documentation of the key at a dotted path.

    Parameters
    ----------
    model : the scenario's schema, or a section of it
    path : dotted path, such as `sales.win_rate` or `campaigns.spring.budget`
    """
    for place in places(model, tuple(path.split("."))):
        if place.field is not None and place.section is not None:
            return _facts(path, place.field, _doc(place.section, place.field))
    raise InputError(f"{path}: no such key")


def _doc(section: type[BaseModel], field: FieldInfo) -> str:
    names = (name for name, each in section.model_fields.items() if each is field)
    return documentation(section).get(next(names), "")


def _facts(path: str, field: FieldInfo, doc: str) -> FieldFacts:
    units = _UNIT.findall(doc)
    grade, source = _evidence_of(field)
    required = field.is_required()
    default = None if required else field.get_default(call_default_factory=True, validated_data={})
    return FieldFacts(path, units[-1] if units else "", default, required, grade, source, doc)


def _evidence_of(field: FieldInfo) -> tuple[str, str]:
    extra = field.json_schema_extra
    stated = extra.get("evidence") if isinstance(extra, dict) else None
    if not isinstance(stated, dict):
        return "", ""
    return str(stated["grade"]), str(stated["source"])


def _step(annotation: Any, step: str) -> Iterator[Place]:
    for choice in _choices(annotation):
        if _is_model(choice):
            field = _keys(choice).get(step)
            if field is not None:
                yield Place(field.annotation, field, choice)
            elif choice.model_config.get("extra") == "allow":
                yield from _inside(choice.__annotations__.get("__pydantic_extra__"))
        else:
            yield from _inside(choice)


def _inside(annotation: Any) -> Iterator[Place]:
    """Give the type of the entries of a list or of a map with free names."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if not isinstance(origin, type):
        return
    if issubclass(origin, Mapping):
        yield Place(arguments[1], None)
    elif issubclass(origin, Sequence | frozenset | set):
        yield from (Place(argument, None) for argument in arguments if argument is not Ellipsis)


def _choices(annotation: Any) -> list[Any]:
    """Open up alternatives and annotations: `A | None` is A or None."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _choices(get_args(annotation)[0])
    if origin is Union or origin is types.UnionType:
        return [choice for argument in get_args(annotation) for choice in _choices(argument)]
    return [annotation]


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _keys(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """List a section's fields under the names that YAML uses."""
    return {field.alias or name: field for name, field in model.model_fields.items()}
