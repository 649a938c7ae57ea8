"""The cache of answers between reruns. Pages get their answers only through it.

Answers are shared by all sessions, so their key holds all that they depend on: the question, the
filters that narrow it (one is the import up to which records count), and the reach of the
reader. `ask` refuses a reader without the grant before the key is looked up.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

from dashboard.answers.engine import engine
from dashboard.answers.lru_cache import LruCache
from dashboard.settings import settings
from dashboard.views.view import Finding, Rendered, View
from queries.access import Viewer
from queries.ask import Answer, Ask, Question, ask, from_database, reach, require_grant, run
from queries.filters import Filters
from queries.scope import Reach

ASKED_AT_ONCE = 3  # beside the run itself
ANSWERS_KEPT, VIEWS_KEPT = 5000, 2000

# Made with functools and not with Streamlit's caches, which are slow: a run looks here fifty times.


@cache
def _answers(_database_url: str) -> LruCache[Answer]:
    return LruCache(ANSWERS_KEPT)


@cache
def _renderings(_database_url: str) -> LruCache[Rendered]:
    return LruCache(VIEWS_KEPT)


def _fetch(question: Question, filters: Filters, reach: Reach) -> Answer:
    fetch = from_database(engine())
    newest: Hashable = None
    if question.changes_with is not None:
        newest = run(question.changes_with, engine()).rows
    elif not question.is_kept:
        return fetch(question, filters, reach)
    answers = _answers(settings().database_url)
    return answers.get(
        (question.name, filters, reach, newest), lambda: fetch(question, filters, reach)
    )


def answer(question: Question, viewer: Viewer, filters: Filters) -> Answer:
    """The answer to a question for this viewer, from the cache if it is there.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    return ask(question, viewer, filters, _fetch)


def finding(view: View, viewer: Viewer, filters: Filters) -> Finding:
    """A view's answer in words, marks and a table, for this viewer.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    return view.finding(lambda question: answer(question, viewer, filters), filters)


def rendered(view: View, viewer: Viewer, filters: Filters, ask_now: Ask | None = None) -> Rendered:
    """A view's answer as it is sent to the browser, for this viewer; from the cache if it is there.

    `ask_now` is the asking of a run, which remembers what the cache does not keep, so that the run
    asks each question once. Without it, they are asked here.

    Raises `Denied` and `DataUnavailable` as `ask` does.
    """
    require_grant(view.question, viewer)
    return _renderings(settings().database_url).get(
        _rendering_key(view, viewer, filters, ask_now),
        lambda: view.rendered(lambda question: answer(question, viewer, filters), filters),
    )


def prepare(views: Iterable[View], viewer: Viewer, filters: Filters, ask_now: Ask) -> None:
    """Begin to render, in other threads, the views that are not in the cache yet.

    The first of them is left to the caller, who needs it at once. Nothing is returned or raised
    here: `rendered` waits for the result, and raises what went wrong.
    """
    renderings = _renderings(settings().database_url)
    missing = [
        view
        for view in views
        if not view.question.is_kept
        or _rendering_key(view, viewer, filters, ask_now) not in renderings
    ]
    for view in missing[1:]:
        _threads().submit(rendered, view, viewer, filters)


def _rendering_key(
    view: View, viewer: Viewer, filters: Filters, ask_now: Ask | None
) -> tuple[Hashable, ...]:
    """All that a rendered view depends on, including the answers to its questions that are not
    kept."""
    changing = [
        ask_now(question, filters) if ask_now else answer(question, viewer, filters)
        for question in (view.question, *view.further_questions)
        if not question.is_kept
    ]
    return (view.name, view.question.relevant(filters), reach(view.question, viewer), *changing)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(ASKED_AT_ONCE, "asked ahead")


def forget() -> None:
    """Empty the cache: its answers and views are of another database."""
    _answers.cache_clear()
    _renderings.cache_clear()
