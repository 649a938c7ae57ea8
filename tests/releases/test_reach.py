"""An attendee's release has only their areas, their districts and the force."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine

from data.database import writing_engine
from queries.access import Viewer
from queries.ask import Question, ask, asking, from_database, reach
from queries.disclosure.layout import Cell
from queries.disclosure.publishing import publish
from queries.filters import Filters
from queries.questions import QUESTIONS
from queries.releases import release
from queries.releases.area_summary import Summary, releases_up_to, summary
from queries.releases.release import DueRelease
from queries.scope import EVERYWHERE, Reach
from tests.invented.releasing import AREAS, FIRST, THRESHOLD, force, write_and_release

GEDLING = Viewer("gill", "attendee", frozenset({"gedling"}))
ASHFIELD = Viewer("asha", "attendee", frozenset({"ashfield"}))
BOTH = Viewer("bo", "attendee", frozenset({"gedling", "city-central"}))
LEADER = Viewer("lee", "leader", frozenset({"gedling"}))
OF_RELEASES = [asked for name, asked in QUESTIONS.items() if name.startswith("released_")]
FILTERS = DueRelease(FIRST, 1).filters


@pytest.fixture(scope="module")
def loaded(shared_url: str) -> Iterator[Engine]:
    """A database with the releases of the force."""
    engine = writing_engine(shared_url)
    write_and_release(force(AREAS), engine)
    yield engine
    engine.dispose()


def last_release_for(viewer: Viewer, engine: Engine) -> Summary:
    """The last release of the first import, as the viewer may see it."""
    answer = asking(engine, viewer)
    of = [each for each in releases_up_to(viewer, answer, FIRST) if each.month_end == FIRST]
    return summary(viewer, answer, of[0])


@pytest.mark.parametrize(
    ("viewer", "places"),
    [
        (GEDLING, {"gedling", "County", "Force"}),
        (ASHFIELD, {"ashfield", "County", "Force"}),
        (BOTH, {"gedling", "city-central", "County", "City", "Force"}),
    ],
)
def test_an_attendee_reaches_their_areas_districts_and_the_force(
    loaded: Engine, viewer: Viewer, places: set[str]
) -> None:
    found = last_release_for(viewer, loaded)
    assert {cell.geography for cell in found.published.values} == places
    assert {level.geography for level in found.levels} == places
    assert {area.code for area in found.areas} == viewer.areas
    assert set(found.populations) == places - viewer.areas
    names = {area.name for area in found.areas}
    assert set(found.stages) == names - {"City Central"}  # in which no stage is recorded


@pytest.mark.parametrize("asked", OF_RELEASES, ids=lambda asked: asked.name)
@pytest.mark.parametrize("areas", [(), ("nowhere",), ("Unknown",), ("Force",), ("County",)])
def test_an_unknown_area_of_an_account_reaches_nothing(
    loaded: Engine, asked: Question, areas: tuple[str, ...]
) -> None:
    nobody = Viewer("nobody", "attendee", frozenset(areas))
    assert ask(asked, nobody, FILTERS, from_database(loaded)).rows == ()
    assert ask(release.releases, nobody, FILTERS, from_database(loaded)).rows == ()


@pytest.mark.parametrize("asked", OF_RELEASES, ids=lambda asked: asked.name)
def test_a_forbidden_area_answers_like_an_area_that_does_not_exist(
    loaded: Engine, asked: Question
) -> None:
    """Filters can name areas too: choosing one that is not theirs is the same as choosing none."""
    fetch = from_database(loaded)
    plain = ask(asked, GEDLING, FILTERS, fetch)
    for area in ("ashfield", "no-such-area"):
        chosen = Filters(FILTERS.as_at, FILTERS.period, FILTERS.known, area=area)
        assert ask(asked, GEDLING, chosen, fetch) == plain


def test_readers_of_exact_counts_see_the_release_in_exact_numbers(loaded: Engine) -> None:
    found, hidden = last_release_for(LEADER, loaded), last_release_for(GEDLING, loaded)
    assert found.is_exact
    assert not hidden.is_exact
    for cell, value in hidden.published.values.items():
        exact = found.published.values[cell]
        assert exact is not None
        assert value == exact or (value is None and 0 < exact < THRESHOLD)
    assert found.stages["Gedling"] == hidden.stages["Gedling"]
    assert {level.children for level in found.levels if level.geography == "Force"} == {0, 518}
    true = {(each.month_end, each.geography): each.children for each in found.levels}
    assert true[FIRST, "gedling"] == AREAS["gedling"]
    assert true[FIRST, "County"] == AREAS["gedling"] + AREAS["ashfield"]
    for level in hidden.levels:
        assert level.children in (None, true[level.month_end, level.geography])


def test_the_real_suppression_lets_no_small_count_through_to_anybody(writing: Engine) -> None:
    write_and_release(force({"gedling": 3, "ashfield": 9, "city-central": 41}), writing, publish, 5)
    exact = last_release_for(LEADER, writing).published.values
    for viewer in (GEDLING, ASHFIELD, BOTH):
        values = last_release_for(viewer, writing).published.values
        assert {values[cell] for cell in values if 0 < (exact[cell] or 0) < 5} <= {None}
        assert all(value in (None, exact[cell]) for cell, value in values.items())
        assert values[Cell("Force", "on_tracker")] == 53
    assert (
        last_release_for(ASHFIELD, writing).published.values[Cell("ashfield", "on_tracker")] is None
    )


def test_only_releases_are_narrowed_by_reach() -> None:
    for asked in QUESTIONS.values():
        narrowed = asked in OF_RELEASES or asked is release.releases
        expected = Reach(("city-central", "gedling")) if narrowed else EVERYWHERE
        assert reach(asked, BOTH) == expected


def test_releases_of_months_after_the_day_asked_about_are_left_out(loaded: Engine) -> None:
    newest = ask(
        release.releases, GEDLING, DueRelease(date(2022, 2, 28), 2).filters, from_database(loaded)
    )
    earlier = ask(release.releases, GEDLING, FILTERS, from_database(loaded))
    assert newest.rows[0][0] == date(2022, 2, 28)
    assert earlier.rows[0][0] == FIRST
    assert len(newest.rows) == len(earlier.rows) + 1
