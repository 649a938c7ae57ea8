"""A question that takes too long is given up, in words, and the next one is answered."""

from __future__ import annotations

import time

import pytest
from sqlalchemy import Integer, Select, func, literal, select

from dashboard.components import frame
from data.database import QUESTION_SECONDS, reading_engine
from queries.ask import DataUnavailable, TookTooLong, run

SECONDS = 0.3


def counted(to: int) -> Select[tuple[int]]:
    """A query that counts up to a number, in the database."""
    numbers = select(literal(1, Integer).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < to))
    return select(func.count().label("rows")).select_from(numbers)


def test_a_question_that_takes_too_long_is_given_up(database_url: str) -> None:
    engine = reading_engine(database_url, SECONDS)
    began = time.monotonic()
    with pytest.raises(TookTooLong, match="slow"):
        run(counted(2_000_000_000), engine)
    assert time.monotonic() - began < 20 * SECONDS
    time.sleep(SECONDS)  # of a pause between two questions, none of the second is taken away
    assert run(counted(1_000), engine).one() == {"rows": 1_000}
    engine.dispose()


def test_what_is_not_a_question_of_a_page_may_take_its_time(database_url: str) -> None:
    engine = reading_engine(database_url)
    assert run(counted(200_000), engine).one() == {"rows": 200_000}
    engine.dispose()


def test_a_database_that_is_away_is_not_called_slow() -> None:
    engine = reading_engine("postgresql://nobody@127.0.0.1:1/none", SECONDS)
    with pytest.raises(DataUnavailable, match="does not answer") as caught:
        run(counted(1), engine)
    assert not isinstance(caught.value, TookTooLong)


@pytest.mark.parametrize(
    ("why", "words"),
    [
        (TookTooLong(), f"A figure took longer than {QUESTION_SECONDS} seconds, and was given up."),
        (DataUnavailable(), "The database does not answer."),
    ],
)
def test_the_page_says_which_of_them_it_is(
    why: DataUnavailable, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(frame, "say", lambda _, text: said.append(text))
    monkeypatch.setattr(frame.open_tabs, "note", lambda _: None)
    frame.unavailable(why)
    assert said[0].startswith(words)
