"""What is said about a picture, and how its numbers are written."""

from dataclasses import dataclass

from matplotlib.figure import Figure as Drawing

from reports.figures.canvas import to_svg
from reports.page import Figure, Key
from reports.tables import Table, amount, plain
from reports.text.en import UnitName


@dataclass(frozen=True, slots=True)
class Words:
    """Name, title and sentence of a picture."""

    name: str
    """Short name in small letters, unique on the page."""
    title: str
    sentence: str
    source: str = ""
    """Tables and runs that the numbers come from."""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """How the numbers of a picture are written."""

    unit: UnitName
    currency: str = ""

    def write(self, value: float) -> str:
        """Write one number."""
        return amount(value, self.unit, self.currency)


def finished(
    words: Words, picture: Drawing, data: Table, spoken: list[str], legend: tuple[Key, ...] = ()
) -> Figure:
    """Put a picture and its words together; the description holds the numbers."""
    description = f"{words.sentence} {'; '.join(spoken)}."
    svg = to_svg(picture, words.name, words.title, description)
    keys = tuple(Key(plain(key.label), key.colour, key.dash) for key in legend)
    return Figure(
        words.name, words.title, plain(words.sentence), plain(description), svg, data, keys, words.evidence
    )
