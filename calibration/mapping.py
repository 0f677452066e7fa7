"""How the columns of an export become canonical columns: the mapping file."""

from collections.abc import Mapping as MappingType
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from calibration.tables import COLUMNS, KINDS
from scenarios.files import read_text
from scenarios.origin import Source as YamlSource
from scenarios.origin import plain
from scenarios.yaml_text import parse_yaml
from sim.errors import InputError

FOLDER = Path(__file__).parent / "mappings"
ISO = "iso"
"""Name of the date format YYYY-MM-DD with an optional time."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Part):
    """How one kind of file fills one table."""

    table: str
    """Canonical table, or a name of your own for a table that is only joined."""
    files: str
    """Pattern of the file name, such as ``*leads*.csv``."""
    columns: dict[str, str] | Literal["same"]
    """Canonical column: column of the file; ``same`` when the file uses the canonical names."""
    dates: dict[str, str] | str = Field(default_factory=dict)
    """Format of every time column, such as ``%d.%m.%Y``, or ``iso``; one text stands for all of them."""
    values: dict[str, dict[str, str]] = Field(default_factory=dict)
    """Canonical column: word in the file: word to read instead, blank for missing."""
    constants: dict[str, str] = Field(default_factory=dict)
    """Canonical column: value of every row."""
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Column of the file: values of the rows to keep."""
    add_up: tuple[str, ...] = ()
    """Columns that are added over the rows of the same key (the first column)."""
    encoding: str | None = None
    """Encoding of the file; found out when absent."""
    separator: str | None = None
    """Separator of the columns; found out when absent."""
    decimal: Literal[".", ","] | None = None
    """Decimal sign; found out when absent, and asked for when it cannot be told."""

    @model_validator(mode="after")
    def _columns_are_known(self) -> "Reading":
        if self.columns == "same" and self.table not in COLUMNS:
            raise ValueError(f"columns: same needs a canonical table, not {self.table}")
        allowed = COLUMNS.get(self.table, tuple(KINDS))
        named = [*(self.columns if isinstance(self.columns, dict) else ()), *self.constants]
        wrong = [column for column in named if column not in allowed]
        if wrong:
            raise ValueError(f"{self.table} has no column {', '.join(wrong)}; it has {', '.join(allowed)}")
        return self

    @model_validator(mode="after")
    def _dates_have_a_format(self) -> "Reading":
        if isinstance(self.dates, str) or self.columns == "same":
            if not self.dates:
                raise ValueError("dates: state the format of the time columns (or iso)")
            return self
        times = [column for column in self.columns if KINDS[column] == "time"]
        missing = [column for column in times if column not in self.dates]
        if missing:
            raise ValueError(f"dates: state the format of {', '.join(missing)} (or iso), day or month first")
        return self

    def pairs(self, header: tuple[str, ...]) -> MappingType[str, str]:
        """Canonical column: column of the file, for a file with this header."""
        if self.columns == "same":
            return {column: column for column in COLUMNS[self.table] if column in header}
        return dict(self.columns)

    def date_format(self, column: str) -> str:
        """Format of a time column."""
        return self.dates if isinstance(self.dates, str) else self.dates[column]


class Join(_Part):
    """Columns brought from one table into another."""

    into: str
    """Table that receives."""
    source: str
    """Table that gives."""
    by: dict[str, str]
    """Column of the receiving table: column of the giving table."""
    take: dict[str, str]
    """Column to fill: column to take; only blanks are filled."""


class Mapping(_Part):
    """What a set of exports means."""

    name: str
    description: str
    currency: str = Field(default="EUR", pattern="^[A-Z]{3}$")
    """Currency of all amounts, as three letters."""
    readings: tuple[Reading, ...]
    joins: tuple[Join, ...] = ()


def shipped_mappings() -> tuple[str, ...]:
    """Names of the mappings that come with Foresell."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def load_mapping(name: str | Path) -> Mapping:
    """Read a mapping by the name of a shipped one or by the path of your own file."""
    shipped = FOLDER / f"{name}.yaml"
    path = shipped if str(name) in shipped_mappings() else Path(name)
    if not path.is_file():
        raise InputError(
            f"no mapping {name}", [f"shipped: {', '.join(shipped_mappings())}; or give a .yaml file"]
        )
    node = parse_yaml(read_text(path, str(path)).text, YamlSource(str(path), "base"))
    try:
        return Mapping.model_validate(plain(node) if node is not None else {})
    except ValidationError as error:
        problems = [f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors()]
        raise InputError(f"{path}: {len(problems)} problem(s)", problems) from error
