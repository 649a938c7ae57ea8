"""Passwords: which may be chosen, how they are stored, and how they are checked."""

from __future__ import annotations

import base64
import hashlib
import re
import unicodedata
from functools import cache
from pathlib import Path

import bcrypt

from data.explained import Explained

MINIMUM = 12
MAXIMUM = 200
ROUNDS = 12
# The hash of a password that nobody knows. Unknown names are checked against it, so that they take
# as long as known ones.
NOBODYS = "$2b$12$QiIf2V44ESoHVnjWQHP6beVCH0L2tCxo4CfZXbATyh.cFh.VobPGS"
LISTS = Path(__file__).parent
COMMON = (LISTS / "common_passwords.txt", LISTS / "most_used_passwords.txt")
# Characters that people write in place of letters: they make a password no stronger.
LETTERS = str.maketrans("@4301!$57+", "aaeoiisstt")


class BadPassword(Explained):
    """The password may not be chosen; the message says why, in words for its owner."""


def hashed(password: str) -> str:
    """The bcrypt hash to store. Raises `BadPassword` where the password is too long."""
    if len(password) > MAXIMUM:
        raise BadPassword(f"A password may have at most {MAXIMUM} characters.")
    return bcrypt.hashpw(_prepared(password), bcrypt.gensalt(ROUNDS)).decode()


def matches(password: str, stored: str | None) -> bool:
    """Whether a password fits a stored hash. It takes as long where there is no hash."""
    if len(password) > MAXIMUM:
        return False
    found = bcrypt.checkpw(_prepared(password), (stored or NOBODYS).encode())
    return found and stored is not None


def check(password: str, *context: str) -> None:
    """Raise `BadPassword` where a password is short, common, or contains a word of the context (the
    username, the role, the name of the force). No kind of character is required."""
    if len(password) > MAXIMUM:
        raise BadPassword(f"A password may have at most {MAXIMUM} characters.")
    if password != password.strip():
        raise BadPassword("A password cannot begin or end with a space.")
    if len(password) < MINIMUM:
        raise BadPassword(f"A password needs at least {MINIMUM} characters.")
    plain = password.casefold()
    for part in re.split(r"[@._\s+-]+", " ".join(context).casefold()):
        if len(part) > 3 and part in plain + " " + plain.translate(LETTERS):
            raise BadPassword(
                "A password cannot contain the username, the role, or the name of the force."
            )
    if is_common(password):
        raise BadPassword("That password is too easy to guess. Choose another one.")


def is_common(password: str) -> bool:
    """Whether a password is on the lists of common ones (also with other characters added or in
    place of letters), or is little more than a pattern."""
    plain = password.casefold()
    letters = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain).translate(LETTERS)
    bare = re.sub(r"[\W\d_]+", "", plain.translate(LETTERS))
    return (
        not {plain, letters, bare}.isdisjoint(_common())
        or len(set(plain)) < 5
        or _is_repeated(plain)
        or _steps(plain) > len(plain) // 2
    )


def _is_repeated(text: str) -> bool:
    """Whether a text repeats one piece, such as abc1abc1abc1."""
    return text in (text + text)[1:-1]


def _steps(text: str) -> int:
    """How many characters repeat the one before, or follow it in the alphabet or on a keyboard."""
    rows = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm")
    pairs = {row[i : i + 2] for row in rows for i in range(len(row) - 1)}
    return sum(
        pair in pairs or pair[::-1] in pairs or pair[0] == pair[1]
        for pair in (text[i : i + 2] for i in range(len(text) - 1))
    )


@cache
def _common() -> frozenset[str]:
    lines = [line for file in COMMON for line in file.read_text(encoding="utf-8").splitlines()]
    return frozenset(line.strip().casefold() for line in lines if line and line[0] != "#")


def _prepared(password: str) -> bytes:
    """A password of any length, in the 72 bytes that bcrypt reads. The ways in which Unicode can
    write the same letters give the same bytes."""
    typed = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hashlib.sha256(typed).digest())
