"""The JSON schema of a scenario, for editors: completion, documentation and checks while typing."""

import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core.core_schema import ModelSchema

from scenarios.schema.documentation import documentation
from scenarios.schema.scenario import Scenario

COMMITTED = Path(__file__).parent / "scenario.schema.json"
"""The schema as it ships; a test compares it with the generated one."""

_REFERENCE = "#/$defs/"


def scenario_schema() -> dict[str, Any]:
    """Schema of a scenario file, with the two keys that the reader takes before the sections."""
    schema = _readable_names(Scenario.model_json_schema(schema_generator=_Documented))
    names = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
    schema["properties"] = {
        "extends": {**names, "description": "File, or library:NAME, that this scenario builds on."},
        "calibrated": {
            "type": "object",
            "description": "Written by a calibration: source, date and intervals.",
        },
        **schema["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **schema,
        "anyOf": [{"required": schema.pop("required")}, {"required": ["extends"]}],
    }


class _Documented(GenerateJsonSchema):
    """Put beside every key what its section says about it."""

    def model_schema(self, schema: ModelSchema) -> JsonSchemaValue:
        """Schema of one section."""
        model: type[BaseModel] = schema["cls"]
        section, texts = super().model_schema(schema), documentation(model)
        names = {field.alias or name: name for name, field in model.model_fields.items()}
        for key, value in section.get("properties", {}).items():
            if names[key] in texts:
                value["description"] = texts[names[key]]
        return section


def schema_text() -> str:
    """Schema as the text of the committed file."""
    text = json.dumps(scenario_schema(), indent=1, ensure_ascii=False, allow_nan=False)
    return f"{text}\n"


def _readable_names(schema: dict[str, Any]) -> dict[str, Any]:
    """Call every part by its title: the variants of a distribution have unreadable names otherwise."""
    titles = {name: part.get("title", name) for name, part in schema["$defs"].items()}
    renamed: dict[str, Any] = _rename(
        schema, {_REFERENCE + old: _REFERENCE + new for old, new in titles.items()}
    )
    renamed["$defs"] = dict(sorted((titles[name], part) for name, part in renamed["$defs"].items()))
    return renamed


def _rename(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _rename(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_rename(value, names) for value in part]
    return names.get(part, part) if isinstance(part, str) else part
