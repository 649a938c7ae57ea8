"""Where answers are kept between reruns, and the only way from a page to the database.

Answers are shared by all sessions, so their key holds everything they depend on: the question,
the filters that narrow it, in the filters the import up to which records are believed, and the
reach of whoever reads a release. Whether they may ask at all is settled before the key is looked
up: `ask` refuses first.
"""

from __future__ import annotations

import streamlit as st
from sqlalchemy import Engine

from dashboard.settings import settings
from dashboard.views.view import VIEWS, Told, View
from data.database import reading_engine
from queries.access import Grant, Viewer
from queries.ask import QUESTIONS, Answer, DataUnavailable, Question, ask, from_database, reach
from queries.extract import Extract, newest_extract
from queries.filters import Filters
from queries.scope import Reach


@st.cache_resource(show_spinner=False)
def _engine(url: str) -> Engine:
    return reading_engine(url)


def engine() -> Engine:
    """The engine that questions are answered by; it cannot write."""
    return _engine(settings().database_url)


@st.cache_data(max_entries=5000, show_spinner=False)
def _kept(name: str, filters: Filters, reach: Reach, url: str) -> Answer:
    return from_database(_engine(url))(QUESTIONS[name], filters, reach)


def _fetch(asked: Question, filters: Filters, reach: Reach) -> Answer:
    if asked.needs is Grant.RECORDS:  # records of children are never kept
        return from_database(engine())(asked, filters, reach)
    return _kept(asked.name, filters, reach, settings().database_url)


def answer(asked: Question, viewer: Viewer, filters: Filters) -> Answer:
    """The answer to a question for this viewer, from the cache where it stands there.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    return ask(asked, viewer, filters, _fetch)


@st.cache_resource(max_entries=2000, show_spinner=False)
def _told(name: str, filters: Filters, reach: Reach, url: str) -> Told:
    view = VIEWS[name]
    answered = _kept(view.question.name, view.question.heeds(filters), reach, url)
    return view.tell(answered.frame(), filters)


def told(view: View, viewer: Viewer, filters: Filters) -> Told:
    """A view's answer in words, marks and a table, for this viewer. Not to be changed: it is kept.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    answer(view.question, viewer, filters)
    return _told(view.name, filters, reach(view.question, viewer), settings().database_url)


def extract(known: int | None = None) -> Extract | None:
    """The newest import (up to `known`), read anew each time: its id is the data version."""
    return newest_extract(engine(), known)


def is_reachable() -> bool:
    """Whether the database answers."""
    try:
        extract()
    except DataUnavailable:
        return False
    return True
