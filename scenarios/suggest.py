"""Did you mean ...? The nearest right word, and the name of a character that only looks right."""

import difflib
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_SHOWN_OPTIONS = 12
_COMPARED_OPTIONS = 2_000
_COMPARED_CHARACTERS = 100

_CYRILLIC = dict(zip("асԁеһіјкӏморԛѕтхуѵԝАВЕНІЈКМОРЅТХУ", "acdehijklmopqstxyvwABEHIJKMOPSTXY", strict=True))
_GREEK = dict(zip("αικνορτυχΑΒΕΗΙΚΜΝΟΡΤΥΧΖ", "aikvoptuxABEHIKMNOPTYXZ", strict=True))
_LOOK_ALIKES = {**_CYRILLIC, **_GREEK, "\u0131": "i", "\u0261": "g"}


def suggest(word: str, options: Iterable[str]) -> str:
    """End a message with the nearest option, the odd character in a look-alike, or the list of options."""
    return _suggest(word[:_COMPARED_CHARACTERS], tuple(sorted(set(options))))


@lru_cache(maxsize=1024)
def _suggest(word: str, options: tuple[str, ...]) -> str:
    folded = _fold(word)
    if folded != word and folded in options:
        return f" (did you mean '{folded}'? {_odd_characters(word)})"
    close = difflib.get_close_matches(folded, options[:_COMPARED_OPTIONS], n=1, cutoff=0.6)
    if close:
        return f" (did you mean '{close[0]}'?)"
    if 0 < len(options) <= _SHOWN_OPTIONS:
        return f" (allowed: {', '.join(options)})"
    return ""


def _fold(word: str) -> str:
    """Replace look-alike letters by the Latin ones, and drop characters that cannot be seen."""
    seen = (c for c in word if unicodedata.category(c) not in ("Cf", "Zs", "Cc"))
    return unicodedata.normalize("NFKC", "".join(_LOOK_ALIKES.get(c, c) for c in seen))


def _odd_characters(word: str) -> str:
    """Name each character that is not what it looks like."""
    odd = [(place, c) for place, c in enumerate(word, start=1) if _fold(c) != c]
    named = [f"character {place} is {_character(c)}" for place, c in odd[:3]]
    return ", ".join(named) if named else "it is spelt with combining marks"


def _character(c: str) -> str:
    shown = f"'{c}' " if c.isprintable() and not c.isspace() else ""
    return f"{shown}{unicodedata.name(c, f'U+{ord(c):04X}')}"
