"""Which name of a list a word probably means."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from data.importing.cells.references import normal_form
from data.importing.cells.values import Lists, names_of
from data.importing.problems import Problem
from data.sheets import SHEETS

MIN_LIKENESS = 72  # out of 100: such as a word without a letter, or without its end
MIN_LEAD = 6  # out of 100: where two names are closer than this, either may be meant
SHORTEST_COMPARED = 3  # letters
WORDS_FOR_NOTHING = {"n", "no", "false", "0", "-", "n/a", "n/k", "nk", "na", "none", "tbc", "tba"}
WORDS_FOR_NOTHING |= {"unknown", "not known", "awaited", "awaiting", "pending", "?"}
SYNONYMS = {"boy": "male", "girl": "female"}


def likely_name(word: str, names: Sequence[str]) -> str | None:
    """The name that a word probably means: the only one that begins with it or has it as initials,
    or one that is clearly more like it than any other. An empty text means an empty cell. None
    where nothing is likely."""
    plain = SYNONYMS.get(normal_form(word), normal_form(word))
    begins = [name for name in names if normal_form(name).startswith(plain)]
    if len(begins) == 1:
        return begins[0]
    initials = [name for name in names if _initials(name) == plain]
    if len(initials) == 1 and len(plain) > 1:
        return initials[0]
    if plain in WORDS_FOR_NOTHING:
        return next((name for name in names if normal_form(name) in {"unknown", "not known"}), "")
    like = process.extract(
        plain, {name: normal_form(name) for name in names}, scorer=fuzz.WRatio, limit=2
    )
    scores = [score for _, score, _ in like]
    if len(plain) < SHORTEST_COMPARED or max(scores, default=0) < MIN_LIKENESS:
        return None
    return like[0][2] if len(like) == 1 or scores[0] - scores[1] >= MIN_LEAD else None


def _initials(name: str) -> str:
    return "".join(word[0] for word in normal_form(name).split())


def likely_meaning(lists: Lists, problem: Problem) -> str | None:
    """What the value of a problem probably means, where there is a list that does not have it."""
    fields = SHEETS[problem.sheet].fields if problem.sheet in SHEETS else ()
    known = next((each for each in fields if each.heading == problem.column), None)
    names = names_of(known, lists) if known else []
    if not names or not problem.value or problem.value in names:
        return None
    return likely_name(problem.value, names)
