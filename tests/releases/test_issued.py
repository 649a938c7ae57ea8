"""What was issued under an agreement: exact, unchanged, and only of the partner's own areas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, make_url, select, update
from sqlalchemy.exc import DBAPIError

from dashboard.answers.issues import Issued, NotIssued, issue
from data import accounts
from data.accounts import By
from data.agreement import Agreement, in_force
from data.database import reading_engine
from data.importing.run import import_files
from data.tables import access_event, area_issue, area_issue_beside, area_issue_figure
from queries.access import Denied, Viewer
from queries.ask import ask, asking, from_database
from queries.disclosure.layout import Cell
from queries.filters import Filters, Period, last_12_months
from queries.releases import issued, release
from queries.releases.issued_summary import issued_summary, issues
from tests.invented.coincidences import COINCIDENCES
from tests.invented.releasing import (
    AREAS,
    SECOND,
    THRESHOLD,
    force,
    give_agreement,
    hide_small,
    publishing_by,
)
from tests.invented.workbooks import entry, write_csvs
from tests.slow.answers import SLOW_ANSWERS
from tests.slow.counting_rules import DISTRICT
from tests.slow.release import slow_cell

BY = By("ines", "inspector", "test")
FIGURE = tuple[str, str, str, str, int | None]


@pytest.fixture
def engine(writing: Engine) -> Engine:
    """The canaries, with a partner of two areas and one without an agreement."""
    force(AREAS).write(writing)
    prepare(writing)
    return writing


def prepare(engine: Engine) -> None:
    for name in ("pat", "gill"):
        accounts.add(engine, name, None, "attendee", ["gedling", "city-central"], by=BY)
    give_agreement(engine, "pat", ["gedling"])


def reader_of(engine: Engine) -> Engine:
    return reading_engine(make_url(engine.url).render_as_string(hide_password=False))


def issue_as_at(engine: Engine, as_at: date, since: date | None = None) -> Issued:
    reading = reader_of(engine)
    try:
        with publishing_by(hide_small):
            return issue(reading, engine, THRESHOLD, by=BY, as_at=as_at, since=since)
    finally:
        reading.dispose()


def viewer(engine: Engine, username: str = "pat") -> Viewer:
    with engine.connect() as connection:
        held = in_force(connection, username)
    return Viewer(username, "attendee", frozenset({"gedling", "city-central"}), held)


def figures(engine: Engine, as_at: date, who: Viewer | None = None) -> set[FIGURE]:
    filters = Filters(as_at, Period(as_at, as_at), known=0)
    answered = ask(issued.issued_figures, who or viewer(engine), filters, from_database(engine))
    return {tuple(row) for row in answered.rows}


@pytest.mark.parametrize("area", ["gedling", "city-central"])
def test_issued_figures_equal_the_slow_answers(writing: Engine, area: str) -> None:
    """Of the area, over the days on which many things change."""
    COINCIDENCES.write(writing)
    prepare(writing)
    give_agreement(writing, "pat", [area])
    as_at = COINCIDENCES.imports[-1].extracted_on
    since = as_at - timedelta(days=60)
    known = len(COINCIDENCES.imports)
    issue_as_at(writing, as_at, since)
    of = Filters(as_at, last_12_months(as_at), known, area=area)
    expected = set(slow_figures(of, since))
    found = {row for row in figures(writing, as_at) if row[0] == area and row[1] != "loaded"}
    of_agency = {row for row in expected if row[1] != "actions" or row[2] == "Social care"}
    assert found == of_agency
    assert any(row[4] for row in found)


def slow_figures(of: Filters, since: date) -> Iterator[FIGURE]:
    """What must be issued about an area, from the slow answers to the same questions."""
    records, area = COINCIDENCES.records(), str(of.area)
    lately = of.over(Period(since, of.as_at))

    def rows(name: str, filters: Filters = of) -> list[list[Any]]:
        return [list(row.values()) for row in SLOW_ANSWERS[name](records, filters)]

    (bridge,) = SLOW_ANSWERS["bridge"](records, lately)
    for flow, value in bridge.items():
        yield area, "bridge", flow, "", value
    for window, filters in (("12 months", of), ("meeting", lately)):
        for reason, value in rows("removals_by_reason", filters):
            yield area, "reasons", reason, window, value
    for turns, value in rows("children_turning_18"):
        yield area, "turning_18", turns, "", value
    for _, duty, state, value in rows("duties_by_state"):
        if state is not None:
            yield area, "duties", duty, state, value
    for owner, overdue, not_yet, undated, _ in rows("open_actions_by_agency"):
        yield area, "actions", owner, "Overdue", overdue
        yield area, "actions", owner, "Not yet due", not_yet
        yield area, "actions", owner, "No due date", undated
    meetings = rows("panel_meetings")
    for panel in {row[0] for row in meetings}:
        held = [row[2] for row in meetings if row[0] == panel]
        yield area, "meetings", panel, "planned", len(held)
        yield area, "meetings", panel, "held", sum(on is not None for on in held)
    for month, _, value in rows("children_by_month_and_area"):
        yield area, "levels", str(month), "", value
    everywhere = replace(of, area=None)
    for measure, category in measures_and_categories():
        value = slow_cell(records, everywhere, Cell(area, measure, category))
        yield area, measure, category or "", "", value


def measures_and_categories() -> Iterator[tuple[str, str | None]]:
    """The measures of a release, with the categories that it has for any children."""
    yield from (("on_tracker", None), ("added", None), ("removed", None))
    for measure, categories in (
        ("status", ("Open to the County Lines team", "Vulnerable to County Lines")),
        ("age", (*release.RELEASED_AGES, release.OTHER_AGE)),
        ("gender", ("Female", "Male", "Other", "Unknown")),
    ):
        yield from ((measure, category) for category in categories)


def test_district_and_force_are_shown_as_released_where_they_expose_no_count(
    engine: Engine,
) -> None:
    issue_as_at(engine, SECOND)
    beside = {row[:3]: row[4] for row in figures(engine, SECOND) if row[0] in ("County", "Force")}
    assert beside["Force", "on_tracker", ""] == sum(AREAS.values())
    assert beside["County", "on_tracker", ""] is None  # less Gedling's number, it is Ashfield's
    own = {row[1]: row[4] for row in figures(engine, SECOND) if row[0] == "gedling"}
    assert own["on_tracker"] == AREAS["gedling"]


def test_a_partner_is_given_no_figure_of_another_area(engine: Engine) -> None:
    issue_as_at(engine, SECOND)
    found = figures(engine, SECOND)
    assert {row[0] for row in found} == {"gedling", "County", "Force"}
    assert AREAS["ashfield"] not in {row[4] for row in found}
    another = Viewer(
        "eve",
        "attendee",
        frozenset({"gedling"}),
        Agreement(99, "?", "Health", frozenset({"ashfield"})),
    )
    assert figures(engine, SECOND, another) == set()


def test_an_account_has_either_releases_or_what_was_issued_and_never_both(engine: Engine) -> None:
    issue_as_at(engine, SECOND)
    filters, fetch = release.DueRelease(SECOND, 2).filters, from_database(engine)
    partner, other = viewer(engine), viewer(engine, "gill")
    assert ask(release.released_counts, other, filters, fetch).rows
    with pytest.raises(Denied):
        ask(release.released_counts, partner, filters, fetch)
    with pytest.raises(Denied):
        ask(issued.issued_figures, other, filters, fetch)


def test_issued_figures_stay_the_same_after_later_imports(engine: Engine, tmp_path: Path) -> None:
    issue_as_at(engine, SECOND)
    before = figures(engine, SECOND)
    files = write_csvs(tmp_path / "later", {"tracker": [entry("late", "2022-01-05")]})
    later = import_files(engine, [files], extracted_on=date(2022, 3, 31), is_confirmed=True)
    assert later.import_id == 3
    assert figures(engine, SECOND) == before
    second = issue_as_at(engine, SECOND)
    assert second.issue_id == 2
    assert (
        figures(engine, SECOND) != before
    )  # issued again as at the same day: the later issue counts


@pytest.mark.parametrize("table", [area_issue, area_issue_figure, area_issue_beside])
def test_the_database_refuses_to_change_issued_figures(engine: Engine, table: Any) -> None:
    issue_as_at(engine, SECOND)
    with engine.connect() as connection:
        row = connection.execute(select(table)).mappings().first()
    assert row
    for change in (update(table).values(issue_id=9), delete(table), insert(table).values(**row)):
        with engine.connect() as connection, pytest.raises(DBAPIError):
            connection.execute(change)


def test_issuing_is_logged_as_a_disclosure_to_the_agencies(engine: Engine) -> None:
    done = issue_as_at(engine, SECOND, date(2022, 2, 10))
    assert (done.since, done.partners) == (date(2022, 2, 10), ("pat",))
    with engine.connect() as connection:
        last = connection.execute(
            select(access_event).order_by(access_event.c.event_id.desc()).limit(1)
        ).one()
    assert (last.who, last.action, last.recipients) == ("ines", "disclose", "Social care (ISA 1)")
    assert (last.suppression, last.data_version) == ("exact, for partners with an agreement", 2)


def test_nothing_is_issued_without_an_agreement_or_beyond_the_data(engine: Engine) -> None:
    with pytest.raises(NotIssued, match="no further"):
        issue_as_at(engine, date(2022, 3, 31))
    with pytest.raises(NotIssued, match="is after the as-at date"):
        issue_as_at(engine, SECOND, date(2022, 3, 1))
    accounts.set_role(engine, "pat", "attendee", ["mansfield"], by=BY)
    with pytest.raises(NotIssued, match="No partner has an agreement"):
        issue_as_at(engine, SECOND)
    with engine.connect() as connection:
        assert connection.execute(select(area_issue)).all() == []


def test_a_partner_reads_the_summary_of_the_last_issue_as_at_a_day(engine: Engine) -> None:
    for as_at in (date(2022, 2, 1), SECOND, SECOND):
        issue_as_at(engine, as_at)
    answer = asking(engine, viewer(engine))
    found = issues(answer, SECOND)
    assert [each.as_at for each in found] == [SECOND, date(2022, 2, 1)]
    summary = issued_summary(answer, found[0])
    (area,) = summary.areas
    assert area.code == "gedling"
    assert DISTRICT[area.code] == area.district
    assert summary.counts.published.values[Cell("gedling", "on_tracker")] == AREAS["gedling"]
    stage = summary.counts.stage(area)
    assert stage
    assert stage.stage == "Live"
