"""What is declared in a module stands in the list that the rest of the project reads."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

import dashboard.views
import queries
from dashboard.views import VIEWS
from dashboard.views.records import NARROWED
from dashboard.views.trends import TRENDS
from dashboard.views.view import View
from queries.ask import Question
from queries.oversight.marks import NARROWINGS
from queries.questions import QUESTIONS

Declared = TypeVar("Declared")


def declared(package: ModuleType, kind: type[Declared]) -> Iterator[Declared]:
    """What the modules of a package have of a kind under a name of its own."""
    for each in walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(each.name)).values():
            if isinstance(value, kind):
                yield value


def test_every_question_is_listed() -> None:
    assert {question.name for question in declared(queries, Question)} == set(QUESTIONS)


def test_every_view_is_listed() -> None:
    of_measures = {view.name for view in TRENDS.values()}  # made of `MEASURES`, without names
    assert {view.name for view in declared(dashboard.views, View)} == set(VIEWS) - of_measures


def test_the_heading_of_a_list_names_whatever_the_list_is_narrowed_to() -> None:
    assert set(NARROWED) == set(NARROWINGS)
