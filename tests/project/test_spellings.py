"""No name that a force edits in its reference folder is spelled in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from queries.dimensions import AGE_BANDS
from tests.paths import PROJECT
from tests.slow.counting_rules import reference

# The demonstration writes a force's own files, and a migration that has run is never changed.
EXEMPT = ("data/demo/", "data/migrations/")
# Everyday words with other meanings too: reasons, purposes, what is not known.
EVERYDAY = {"Other", "Unknown"}
NAMES = {
    *(line["name"] for line in reference("statuses")),
    *(line["name"] for line in reference("genders")),
    *(line["district"] for line in reference("areas")),
    *(line["name"] for line in reference("areas")),
    *(line["name"] for line in reference("finders") if line["is_own"] == "yes"),
    *AGE_BANDS,
} - EVERYDAY
SPELLED = re.compile(rf"\b(?:{'|'.join(map(re.escape, sorted(NAMES, key=len, reverse=True)))})\b")
# To open is an everyday word too, so a short name counts where it is the whole of a text.
SHORT = {line["short"] for line in reference("statuses")}
# "County lines" is not a district.
ABOUT = re.compile(r"County [Ll]ines?")


def spelled(text: str) -> list[str]:
    """The names in a text that a force may change."""
    return SPELLED.findall(ABOUT.sub("", text)) + [text] * (text.strip("%* ") in SHORT)


def sources() -> Iterator[Path]:
    for folder in ("dashboard", "pages", "queries", "data"):
        for file in sorted((PROJECT / folder).rglob("*.py")):
            if not file.relative_to(PROJECT).as_posix().startswith(EXEMPT):
                yield file


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Every text in a source file, including docstrings and the fixed parts of formatted texts."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(PROJECT)))
def test_no_source_file_spells_what_a_force_may_rename(file: Path) -> None:
    assert [(line, name) for line, text in texts(file) for name in spelled(text)] == []


def test_no_chart_spells_what_a_force_may_rename() -> None:
    specifications = PROJECT / "dashboard" / "charts" / "specifications.json"
    assert spelled(specifications.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["Open%", "Open", "a girl is Female", "in the County, as in the City", "10 to 13"]
)
def test_a_name_that_a_force_may_change_is_found_in_a_text(text: str) -> None:
    assert spelled(text)


@pytest.mark.parametrize("text", ["Open the file.", "a report flagged 'County Lines'", "Unknown"])
def test_everyday_words_are_not_taken_for_such_names(text: str) -> None:
    assert not spelled(text)
