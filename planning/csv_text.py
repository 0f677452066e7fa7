"""Tables as comma-separated values that are safe to open in a spreadsheet."""

import csv
import io

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins like this would be run as a formula (OWASP, CSV injection)."""


def safe_text(value: object) -> object:
    """Put an apostrophe before a text that a spreadsheet would take for a formula; numbers stay.

    Examples
    --------
    >>> safe_text("=1+1"), safe_text(-5), safe_text("north")
    ("'=1+1", -5, 'north')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def csv_text(table: pd.DataFrame, time_format: str = "%Y-%m-%d %H:%M:%S") -> str:
    """A table as comma-separated values; what is missing is left empty.

    Parameters
    ----------
    table : what to write
    time_format : how dates and times are written
    """
    columns = [_column(table[name], time_format) for name in table]
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerows(zip(*columns, strict=True))
    return stream.getvalue()


def _column(values: pd.Series, time_format: str) -> list[object]:
    if values.dtype.kind == "M":
        return [value.strftime(time_format) if not pd.isna(value) else "" for value in values]
    return ["" if pd.isna(value) else safe_text(value) for value in values]
