"""What is declared in a module stands in the list that the rest of the project reads."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import TypeVar

import dashboard.views
import queries
from dashboard.views import VIEWS
from dashboard.views.trends import TRENDS
from dashboard.views.view import View
from queries.ask import Question
from queries.questions import QUESTIONS
from tests.paths import PROJECT

Declared = TypeVar("Declared")


def declared(package: ModuleType, kind: type[Declared]) -> Iterator[Declared]:
    """What the modules of a package have of a kind under a name of its own."""
    for each in walk_packages(package.__path__, f"{package.__name__}."):
        for value in vars(import_module(each.name)).values():
            if isinstance(value, kind):
                yield value


def test_every_question_is_listed() -> None:
    assert {question.name for question in declared(queries, Question)} == set(QUESTIONS)


def text_of(*folders: str) -> str:
    """The source files of some folders."""
    files = [file for folder in folders for file in (PROJECT / folder).rglob("*.py")]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_every_question_is_asked_somewhere() -> None:
    """By a view, a page, a command or another question."""
    asking = text_of("dashboard", "pages", "queries")
    assert [name for name in QUESTIONS if not re.search(rf"\.{name}\b", asking)] == []


def test_every_view_is_on_a_page() -> None:
    placing = text_of("pages", "dashboard/screens")
    placed = {
        f"{view.describe.__module__.rpartition('.')[2]}.{view.describe.__name__}": view
        for view in VIEWS.values()
        if view not in TRENDS.values()  # which the page of trends draws from its measures
    }
    assert [name for name in placed if not re.search(rf"\b{name}\b", placing)] == []


def test_every_view_is_listed() -> None:
    of_measures = {view.name for view in TRENDS.values()}  # made of `MEASURES`, without names
    assert {view.name for view in declared(dashboard.views, View)} == set(VIEWS) - of_measures
