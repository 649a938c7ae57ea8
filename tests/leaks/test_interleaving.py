"""Two readers who take turns at the shared cache each get only their own answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest

from dashboard.answers import cache
from dashboard.answers.issues import issue
from dashboard.settings import settings
from dashboard.views import tracker
from data import accounts
from data.accounts import By
from data.agreement import Agreement
from data.database import reading_engine, writing_engine
from queries.access import Denied, Viewer
from queries.ask import Answer, Question, ask, from_database
from queries.filters import Filters
from queries.oversight import records
from queries.questions import QUESTIONS
from queries.releases import area_summary
from queries.releases.release import DueRelease
from tests.forgetting import forget
from tests.invented.releasing import (
    AREAS,
    FIRST,
    THRESHOLD,
    force,
    give_agreement,
    write_and_release,
)

TURNS = 1000
BY = By("", "operator", "test")
LEADER = Viewer("lee", "leader", frozenset({"gedling"}))
INSPECTOR = Viewer("ines", "inspector")
ADMINISTRATOR = Viewer("adam", "administrator")
GILL = Viewer("gill", "attendee", frozenset({"gedling"}))
ASHA = Viewer("asha", "attendee", frozenset({"ashfield"}))
BOTH = Viewer("bo", "attendee", frozenset({"gedling", "ashfield"}))
PAT = Viewer(
    "pat",
    "attendee",
    frozenset({"gedling"}),
    Agreement(1, "ISA 1", "Social care", frozenset({"gedling"})),
)
NAMELESS = Viewer("gill", "", frozenset({"gedling"}))
PAIRS = [
    (LEADER, GILL),
    (GILL, ASHA),
    (GILL, BOTH),
    (LEADER, ADMINISTRATOR),
    (INSPECTOR, LEADER),
    (GILL, NAMELESS),
    (GILL, PAT),
    (LEADER, PAT),
]
FILTERS = DueRelease(FIRST, 1).filters
# So many are asked in turn; what the log and the accounts say is never cached.
ASKED = [
    question
    for name, question in sorted(QUESTIONS.items())
    if question.subject in ("tracker", "release", "issued", "records", "reference", "movement")
]
Outcome = Answer | str


@pytest.fixture(scope="module")
def loaded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with the canaries and its releases, which the tests only read."""
    file = shutil.copyfile(sqlite_template, tmp_path_factory.mktemp("turns") / "clvt.db")
    engine = writing_engine(f"sqlite:///{file}")
    write_and_release(force(AREAS), engine)
    accounts.add(engine, "pat", None, "attendee", ["gedling"], by=BY)
    give_agreement(engine, "pat", ["gedling"])
    reading = reading_engine(f"sqlite:///{file}")
    issue(reading, engine, THRESHOLD, by=BY, as_at=FIRST)
    reading.dispose()
    engine.dispose()
    return f"sqlite:///{file}"


@pytest.fixture
def url(loaded: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of the database, with the dashboard's cache empty."""
    monkeypatch.setenv("CLVT_DATABASE_URL", loaded)
    forget()
    yield loaded
    forget()


def outcome(ask_: Callable[[], Any]) -> Any:
    try:
        return ask_()
    except Denied:
        return "denied"


def answers_without_cache(
    url: str, viewers: tuple[Viewer, ...]
) -> dict[tuple[Viewer, str], Outcome]:
    """What each reader may have of each question, straight from the database, without a cache."""
    engine = reading_engine(url)
    fetch = from_database(engine)
    answers = {
        (viewer, asked.name): outcome(partial(ask, asked, viewer, FILTERS, fetch))
        for viewer in viewers
        for asked in ASKED
    }
    engine.dispose()
    return answers


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: "-".join(v.username for v in pair))
def test_two_readers_in_turn_never_see_each_others_answers(
    url: str, pair: tuple[Viewer, Viewer]
) -> None:
    expected = answers_without_cache(url, pair)
    assert any(expected[pair[0], a.name] != expected[pair[1], a.name] for a in ASKED)
    chance = Random(20221122)
    for turn in range(TURNS):
        asked, viewer = chance.choice(ASKED), pair[turn % 2]
        had = outcome(partial(cache.answer, asked, viewer, FILTERS))
        assert had == expected[viewer, asked.name], (viewer, asked.name)


def test_two_readers_at_the_same_time_never_see_each_others_answers(url: str) -> None:
    viewers = (LEADER, GILL, ASHA, ADMINISTRATOR)
    expected = answers_without_cache(url, viewers)
    chance = Random(20221122)
    turns = [(chance.choice(viewers), chance.choice(ASKED)) for _ in range(TURNS)]

    def had(turn: tuple[Viewer, Question]) -> Outcome:
        answered: Outcome = outcome(partial(cache.answer, turn[1], turn[0], FILTERS))
        return answered

    with ThreadPoolExecutor(8) as at_once:
        answers = list(at_once.map(had, turns))
    wrong = [
        (viewer.username, asked.name)
        for (viewer, asked), answer in zip(turns, answers, strict=True)
        if answer != expected[viewer, asked.name]
    ]
    assert wrong == []


def test_a_kept_answer_is_not_given_to_a_reader_without_its_grant(url: str) -> None:
    for turn in range(TURNS):
        viewer = (LEADER, GILL, ADMINISTRATOR, NAMELESS)[turn % 4]
        result = outcome(partial(cache.rendered, tracker.areas, viewer, FILTERS))
        if viewer is LEADER:
            assert 137 in result.marks["children"].to_pylist()
        else:
            assert result == "denied"


def test_the_area_summaries_of_two_attendees_and_a_leader_stay_apart(url: str) -> None:
    def asking(viewer: Viewer, asked: Question, filters: Filters) -> Answer:
        return cache.answer(asked, viewer, filters)

    def found(viewer: Viewer) -> area_summary.Summary:
        ask_ = partial(asking, viewer)
        of = next(
            e for e in area_summary.releases_up_to(viewer, ask_, FIRST) if e.month_end == FIRST
        )
        return area_summary.summary(viewer, ask_, of)

    areas = {LEADER: 12, GILL: 1, ASHA: 1}
    for turn in range(TURNS // 5):
        viewer = (LEADER, GILL, ASHA)[turn % 3]
        seen = found(viewer)
        assert len(seen.areas) == areas[viewer]
        assert seen.is_exact is (viewer is LEADER)
        own = [v for c, v in seen.published.values.items() if c.geography in viewer.areas and v]
        assert bool(own) is (viewer is LEADER), "of one area, the release hides every count"
        if viewer is not LEADER:
            places = {cell.geography for cell in seen.published.values}
            assert places == {*viewer.areas, "County", "Force"}


def test_records_of_children_are_never_kept(url: str) -> None:
    for _ in range(3):
        cache.answer(records.records, INSPECTOR, FILTERS)
    kept = cache._answers(settings().database_url)._values
    assert not [key for key in kept if isinstance(key, tuple) and key[0] == records.records.name]
    with pytest.raises(Denied):
        cache.answer(records.records, LEADER, FILTERS)
