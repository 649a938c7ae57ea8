"""One normal form in which references, flags and list values are compared."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

LONGEST_COMPARED = 255  # characters; the time to normalise grows with the square of the length

# Signs that show nothing, beside those of Unicode's category Cf (format), and kinds of hyphen.
_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_LETTER_AS_DIGIT = re.compile(r"(?<=[0-9])[oil]|[oil](?=[0-9])")
_LETTERS_OR_DIGITS = re.compile(r"[^\W\d_]+|\d+")
_HYPHENS = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"))


def visible(text: str) -> str:
    """The text without the signs that nobody can see, such as a zero-width space."""
    if text.isascii():
        return text
    return "".join(
        sign for sign in _INVISIBLE.sub("", text) if unicodedata.category(sign) != "Cf"
    ).strip()


def normal_form(text: str) -> str:
    """The same for texts that look the same: Unicode's NFKC, without regard to case, spaces around
    and between words, kinds of hyphen, and signs that nobody can see. A long text stays as it is:
    no reference and no list value is that long."""
    if len(text) > LONGEST_COMPARED:
        return text
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text).translate(_HYPHENS)).casefold()
        text = unicodedata.normalize("NFKC", text).translate(_HYPHENS)
    return " ".join(text.split()).casefold()


def as_written(text: str) -> str:
    """A reference as it is kept: as it was written, but for what nobody can see of it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", visible(text).translate(_HYPHENS))
    return " ".join(text.split())


def bare_form(reference: str) -> str:
    """The same for references that are nearly the same: letters and digits alone, without zeros
    before a number, and with a letter O, I or L beside a digit taken for 0 or 1."""
    form = _LETTER_AS_DIGIT.sub(_as_digit, normal_form(reference))
    pieces = _LETTERS_OR_DIGITS.findall(form)
    bare = [piece.lstrip("0") or "0" if piece.isdigit() else piece for piece in pieces]
    parted = [
        "." if before.isdigit() and piece.isdigit() else ""
        for before, piece in zip(["", *pieces], pieces, strict=False)
    ]
    return "".join(map("".join, zip(parted, bare, strict=True))) or form


def _as_digit(letter: re.Match[str]) -> str:
    return "0" if letter[0] == "o" else "1"


class References:
    """The references to children that are known, and those of the import at hand."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._written: dict[str, str] = {}
        self._by_number: dict[str, str] = {}
        for reference in known:
            self._written.setdefault(normal_form(reference), reference)
            if reference.startswith("0"):
                self.differs_in_zeros(reference)

    def as_first_written(self, text: str) -> str:
        """The spelling in which this reference was first met."""
        return self._written.setdefault(normal_form(text), " ".join(visible(text).split()))

    def are_known(self, text: str) -> bool:
        """Whether a text holds references that are known, and nothing else."""
        parts = [normal_form(part) for part in re.split("[;,]", text)]
        return all(part in self._written for part in parts if part)

    def nearly_the_same(self) -> list[str]:
        """Those that differ from another by a sign, a space, a zero or a letter O alone."""
        alike: dict[str, list[str]] = {}
        for reference in self._written.values():
            alike.setdefault(bare_form(reference), []).append(reference)
        return [each for group in alike.values() if len(group) > 1 for each in group]

    def differs_in_zeros(self, reference: str) -> str | None:
        """Another reference that is the same number with more or fewer zeros before it: a
        spreadsheet takes them away where 0034 is typed as a number."""
        if not (reference.isascii() and reference.isdigit()):
            return None
        first = self._by_number.setdefault(reference.lstrip("0"), reference)
        return first if first != reference else None
