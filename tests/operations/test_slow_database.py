"""A question that takes too long is ended with a message, and the next one is answered."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import Integer, Select, func, literal, select, text

from dashboard.components import frame, open_tabs
from data.database import QUESTION_SECONDS, reading_engine
from queries.ask import DataUnavailable, TookTooLong, run

SECONDS = 0.3


def count_to(to: int) -> Select[Any]:
    """A query that counts up to a number, in the database."""
    numbers = select(literal(1, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < to))
    return select(func.count().label("rows")).select_from(numbers)


def test_a_question_that_takes_too_long_is_given_up(database_url: str) -> None:
    engine = reading_engine(database_url, SECONDS)
    began = time.monotonic()
    with pytest.raises(TookTooLong, match="slow"):
        run(count_to(2_000_000_000), engine)
    assert time.monotonic() - began < 20 * SECONDS
    time.sleep(SECONDS)  # a pause between two questions does not count towards the second
    assert run(count_to(1_000), engine).one() == {"rows": 1_000}
    engine.dispose()


def test_only_questions_of_pages_have_a_time_limit(database_url: str) -> None:
    engine = reading_engine(database_url)
    assert run(count_to(200_000), engine).one() == {"rows": 200_000}
    engine.dispose()


@pytest.mark.postgres
def test_a_question_keeps_to_one_processor_and_is_not_compiled(postgres_url: str) -> None:
    engine = reading_engine(postgres_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SHOW max_parallel_workers_per_gather")) == "0"
        assert connection.scalar(text("SHOW jit")) == "off"
    engine.dispose()


def test_an_unreachable_database_is_not_reported_as_slow() -> None:
    engine = reading_engine("postgresql://nobody@127.0.0.1:1/none", SECONDS)
    with pytest.raises(DataUnavailable, match="does not answer") as caught:
        run(count_to(1), engine)
    assert not isinstance(caught.value, TookTooLong)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (TookTooLong(), f"A figure took longer than {QUESTION_SECONDS} seconds, and was given up."),
        (DataUnavailable(), "The database does not answer."),
    ],
)
def test_the_page_says_whether_the_database_is_slow_or_unreachable(
    why: DataUnavailable, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    messages: list[str] = []
    monkeypatch.setattr(frame, "say", lambda _, text: messages.append(text))
    monkeypatch.setattr(open_tabs, "note", lambda _: None)
    frame.unavailable(why)
    assert messages[0].startswith(words)
