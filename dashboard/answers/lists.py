"""Questions about the reference lists and loaded sheets that pages and packs share."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from queries.administration import reference
from queries.ask import Answer, Question
from queries.dimensions import Categories, Dimension
from queries.filters import Filters


class ListQuestions(Protocol):
    """An object that asks questions with filters of its own, such as a run or a pack."""

    def ask(self, question: Question, filters: Filters | None = None) -> Answer:
        """The answer, with these filters or with others. Raises `Denied` and `DataUnavailable`."""
        ...

    def is_loaded(self, sheet: str) -> bool:
        """Whether a sheet has been loaded; figures of one that has not are not known, which is not
        0."""
        return sheet in self.ask(reference.coverage).pairs()

    def days_covered(self, sheet: str) -> tuple[date | None, date] | None:
        """The first day (None: as far back as its records go) and the last that a sheet covers;
        None: it has not been loaded."""
        covered = {name: (first, last) for name, first, last in self.ask(reference.coverage).rows}
        return covered.get(sheet)

    def area_names(self) -> dict[str, str]:
        """The names of the areas by code, including those that have ended."""
        return {row[0]: row[1] for row in self.ask(reference.areas_of_any_day).rows}

    def categories(self, dimension: Dimension) -> Categories:
        """The categories of a breakdown."""
        return Categories.read(dimension, self.ask(reference.categories).rows)
