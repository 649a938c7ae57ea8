"""The normal form in which references, flags and list values are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_COMPARED = 255  # characters; the time to normalise grows with the square of the length

# Characters that are invisible, and not of Unicode's category Cf (format).
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LETTER_AS_DIGIT = re.compile(r"(?<=[0-9])[oil]|[oil](?=[0-9])")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
# Small letters of the Greek and Cyrillic alphabets whose capitals look like Latin ones.
_LOOKS_LATIN = str.maketrans(
    "\u03b1\u03b2\u03b5\u03b6\u03b7\u03b9\u03ba\u03bc\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7"
    "\u0430\u0432\u0435\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0456\u0455\u0458",
    "abezhikmnoptyxabekmhopctyxisj",
)
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def without_invisible(text: str) -> str:
    """The text without invisible characters, such as a zero-width space."""
    if text.isascii():
        return text
    return "".join(
        sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) != "Cf"
    ).strip()


def normal_form(text: str) -> str:
    """A form that is equal for texts that look the same: Unicode's NFKC, without regard to case,
    spaces around and between words, kinds of hyphen, and invisible characters. A text too long for
    a reference or a list value stays as it is."""
    if len(text) > LONGEST_COMPARED:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_invisible(text).translate(_HYPHENS)).casefold()
        text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return " ".join(text.split()).casefold()


def stored_form(text: str) -> str:
    """A reference as it is stored: as written, without invisible characters and extra spaces."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", without_invisible(text).translate(_HYPHENS))
    return " ".join(text.split())


def bare_form(reference: str) -> str:
    """A form that is equal for references that are nearly the same: letters and digits only,
    without leading zeros, with a letter O, I or L beside a digit read as 0 or 1, and with a letter
    of another alphabet read as the Latin one that it looks like."""
    form = _LETTER_AS_DIGIT.sub(_as_digit, normal_form(reference).translate(_LOOKS_LATIN))
    pieces = _LETTERS_OR_DIGITS.findall(form)
    bare = [piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in pieces]
    gaps = [
        "." if before.isdigit() and piece.isdigit() else ""
        for before, piece in zip(["", *pieces], pieces, strict=False)
    ]
    return "".join(map("".join, zip(gaps, bare, strict=True))) or form


def _as_digit(letter: re.Match[str]) -> str:
    return "0" if letter[0] == "o" else "1"


def split_references(text: str) -> list[str]:
    """The references of a cell that holds several, divided by a semicolon, a comma or a new
    line."""
    return [part.strip() for part in re.split("[;,\r\n]", text) if without_invisible(part.strip())]


class References:
    """The references to children that are known, and those of the current import."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._written: dict[str, str] = {}
        self._by_number: dict[str, str] = {}
        for reference in known:
            self._written.setdefault(normal_form(reference), reference)
            if reference.startswith("0"):
                self.same_but_for_zeros(reference)

    def as_first_written(self, text: str) -> str:
        """This reference as it was first spelled."""
        return self._written.setdefault(
            normal_form(text), " ".join(without_invisible(text).split())
        )

    def all_are_known(self, text: str) -> bool:
        """Whether a text holds only references that are known."""
        return all(normal_form(part) in self._written for part in split_references(text))

    def nearly_the_same(self) -> list[str]:
        """The references that look like another but for a sign, a space or a zero."""
        alike: dict[str, list[str]] = {}
        for reference in self._written.values():
            alike.setdefault(bare_form(reference), []).append(reference)
        return [each for group in alike.values() if len(group) > 1 for each in group]

    def same_but_for_zeros(self, reference: str) -> str | None:
        """Another reference that is the same number with more or fewer leading zeros, or None.
        Spreadsheets drop the zeros of 0034 where it is typed as a number."""
        if not (reference.isascii() and reference.isdigit()):
            return None
        first = self._by_number.setdefault(reference.lstrip("0"), reference)
        return first if first != reference else None
