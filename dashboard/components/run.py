"""One run of a page: its reader, extract and filters; its panels ask for answers through it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from dashboard.answers import cache
from dashboard.answers.lists import ListQuestions
from dashboard.views.view import Finding, Rendered, View
from queries.access import Grant, Viewer
from queries.ask import Answer, Question
from queries.extract import Extract
from queries.filters import Filters, Period

# Filters with which nothing is known: no import has the number 0.
NOTHING = Filters(date.max, Period(date.max, date.max), known=0)


@dataclass(frozen=True)
class Run(ListQuestions):
    """The reader, the extract and the filters of a run; every question is asked through it.

    Where nothing was imported, or the viewer may not see counts, there is no filter bar: `narrowed`
    is empty, and so is every answer. `title` is the page's, and `has_arrived` says that the reader
    comes from another page. `placed` are the panels that the page has placed so far, and how each
    is drawn. `answers` are the counts that are kept for this run alone.
    """

    viewer: Viewer
    extract: Extract | None = None
    filters: Filters = NOTHING
    narrowed: str = ""
    title: str = ""
    has_arrived: bool = False
    placed: list[tuple[View, Callable[[Rendered], None]]] = field(
        default_factory=list, compare=False
    )
    answers: dict[tuple[str, Filters], Answer] = field(default_factory=dict, compare=False)

    def may(self, grant: Grant) -> bool:
        """Whether the reader holds the grant."""
        return self.viewer.may(grant)

    def ask(self, question: Question, filters: Filters | None = None) -> Answer:
        """The answer for this reader, with the filters of this run or with others.

        Raises `Denied` and `DataUnavailable`, as everything here that asks.
        """
        filters = filters or self.filters
        if question.is_kept or question.needs is not Grant.COUNTS:  # records least of all
            return cache.answer(question, self.viewer, filters)
        key = question.name, question.relevant(filters)
        if key not in self.answers:
            self.answers[key] = cache.answer(question, self.viewer, filters)
        return self.answers[key]

    def finding(self, view: View) -> Finding:
        """A view's answer in words, marks and a table."""
        return cache.finding(view, self.viewer, self.filters)

    def rendered(self, view: View) -> Rendered:
        """The same as it goes to the browser."""
        return cache.rendered(view, self.viewer, self.filters, self.ask)

    def prepare(self, views: Iterable[View]) -> None:
        """Begin to work out, side by side, what will be rendered."""
        cache.prepare(views, self.viewer, self.filters, self.ask)
