"""Draw a value for any part of a scenario from its JSON schema, by the unit that the schema states.

What the schema cannot tell (which names exist, what fits together) is told by rules: by the title of a
section or by the end of a path. A key that has no rule, say a new one, is drawn by its form alone.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import strategies as st

from tests.support.schema_points import ANY, Part, alternatives, form_of, inner

DAYS_OUTSIDE = 3
"""Days by which a date may miss the horizon on either side."""

_TEXTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "^[-+]?[0-9]+(\\.[0-9]+)?\\s*%?\\s*(per|/)",
        ("0% per year", "60% per year", "-40% per year", "2% per month"),
    ),
    ("^[0-9]+(\\.[0-9]+)?\\s*%?\\s*(per|/)", ("1 per month", "5% per year", "0 per day", "1 per week")),
    ("^[0-9]+(\\.[0-9]+)?\\s*(min|minutes?|h|hours?)$", ("2 h", "30 min", "0.1 h", "9.5 h")),
    ("^[0-9]+(\\.[0-9]+)?\\s*(min|", ("3 days", "6 h", "0.4 days", "1 day", "1 week", "1 month")),
    ("^[0-9]+(\\.[0-9]+)?\\s*%$", ("10%", "0%", "35.5%", "80%", "100%")),
    ("^([A-Z]{3}\\s*)?[0-9]", ("1 k", "0 k", "2.5k", "1.2 M")),
    (
        "^.*[0-9].*\\s*(per|/)",
        ("1000 per month", "0 per day", "99.99 per day", "3k per week", "1 M per year"),
    ),
)
"""Values for texts, by how the pattern of their unit begins."""

Rule = Callable[["Maker", Part, str], Any]
"""Draws the value of a part that stands at a path."""


class Frame(NamedTuple):
    """What all parts of a scenario must agree on."""

    start: date
    days: int
    territories: list[str]
    segments: list[str]
    products: list[str]
    sources: dict[str, str]
    """Kind of each source of leads, by name."""
    stages: list[str]
    teams: list[str]
    everywhere: list[str]
    """Teams that serve all territories together."""
    indices: list[str]
    calendars: list[str]
    rivals: list[str]


class Maker:
    """Draws parts of one scenario."""

    def __init__(self, draw: st.DrawFn, schema: Part, frame: Frame, rules: dict[str, Rule]) -> None:
        self.draw, self.schema, self.frame, self.rules = draw, schema, frame, rules

    def one_of(self, *values: Any) -> Any:
        """Draw one of some values; the first is the simplest."""
        return self.draw(st.sampled_from(values))

    def maybe(self) -> bool:
        """Draw whether something is stated."""
        return bool(self.draw(st.booleans()))

    def some(self, names: list[str]) -> list[str]:
        """Draw some of some names, in their order."""
        return [name for name in names if self.maybe()]

    def date(self) -> str:
        """Draw a date around the horizon."""
        day = self.draw(st.integers(-DAYS_OUTSIDE, self.frame.days + DAYS_OUTSIDE))
        return str(self.frame.start + timedelta(days=day))

    def value(self, part: Part, path: str) -> Any:
        """Draw a value for a part: by the rule of its path, of its title, or else by its form."""
        choices = [each for each in alternatives(self.schema, part) if form_of(each) != "null"]
        part = choices[0] if len(choices) == 1 else part
        rule = self._rule(path)
        return self.unruled(part, path) if rule is None else rule(self, part, path)

    def unruled(self, part: Part, path: str) -> Any:
        """Draw a value for a part as if its path had no rule."""
        choices = [each for each in alternatives(self.schema, part) if form_of(each) != "null"]
        chosen = choices[0] if len(choices) == 1 else self.draw(st.sampled_from(choices))
        titled = self.rules.get(f"title {chosen.get('title', '')}") if "properties" in chosen else None
        return titled(self, chosen, path) if titled is not None else self.by_form(chosen, path)

    def _rule(self, path: str) -> Rule | None:
        """Rule of the longest end of a path."""
        steps = path.split(".")
        ends = (".".join(steps[first:]) for first in range(len(steps)))
        return next((self.rules[end] for end in ends if end in self.rules), None)

    def by_form(self, part: Part, path: str) -> Any:
        """Draw a value by its form alone."""
        form = form_of(part)
        if form == "section":
            return self.section(part, path)
        if form == "list":
            return self.entries(part, path)
        if form == "dated":
            return {self.date(): self.below(part, path) for _ in range(self.one_of(1, 2))}
        if form == "map":
            return {name: self.below(part, path) for name in ("quality", "speed")}
        return self.plain(part)

    def below(self, part: Part, path: str) -> Any:
        """Draw an entry of a map or of a list."""
        entry = inner(part)
        return self.value(entry if entry is not None else {}, f"{path}.{ANY}")

    def named(self, part: Part, path: str, names: list[str]) -> dict[str, Any]:
        """Draw a map with an entry for each name."""
        return {name: self.below(part, path) for name in names}

    def entries(self, part: Part, path: str) -> list[Any]:
        """Draw a list of any length that the schema allows, up to three beyond the least."""
        least = int(part.get("minItems", 0))
        most = min(int(part.get("maxItems", least + 3)), least + 3)
        return [self.below(part, path) for _ in range(self.draw(st.integers(least, most)))]

    def section(self, part: Part, path: str, leave: tuple[str, ...] = ()) -> dict[str, Any]:
        """Draw a section: keys that it needs, and some of the others."""
        needed = part.get("required", ())
        return {
            name: self.value(below, f"{path}.{name}")
            for name, below in part["properties"].items()
            if name not in leave and (name in needed or self.maybe())
        }

    def plain(self, part: Part) -> Any:
        """Draw a single value by its type and unit."""
        if "enum" in part:
            return self.draw(st.sampled_from(part["enum"]))
        if part.get("format") == "date":
            return self.date()
        kind = part.get("type")
        if kind == "boolean":
            return self.maybe()
        if kind in ("number", "integer"):
            return self._number(part, kind)
        return self._text(part)

    def _number(self, part: Part, kind: str) -> float:
        limits = {
            "minimum": part.get("exclusiveMinimum", -1),
            "maximum": part.get("exclusiveMaximum", 2),
            **part,
        }
        low, high = limits["minimum"], limits["maximum"]
        if kind == "integer":
            return int(self.draw(st.integers(int(low), int(min(high, low + 3)))))
        bounds = (part.get("exclusiveMinimum"), part.get("exclusiveMaximum"))
        values = (0.5, 1.0, 0.25, low, 1.5, -0.75)
        return float(self.one_of(*(each for each in values if low <= each <= high and each not in bounds)))

    def _text(self, part: Part) -> str:
        pattern = part.get("pattern", "")
        return str(
            self.one_of(*next((texts for begin, texts in _TEXTS if pattern.startswith(begin)), ("any",)))
        )
