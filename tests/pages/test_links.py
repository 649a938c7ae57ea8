"""Addresses that ask for what does not exist, or for days beyond the data, are refused with a
reason."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.answers import cache
from dashboard.settings import settings
from data.importing.run import import_files
from tests.access.test_records import tab
from tests.invented.workbooks import entry, meeting, write_csvs
from tests.pages import records_page

__all__ = ["tab"]  # a fixture
pytestmark = pytest.mark.usefixtures("demo_in_settings")


def page() -> None:
    """The filter bar, and the filters that it makes from the address."""
    import streamlit as st

    from dashboard.answers import extracts
    from dashboard.components import filter_bar
    from queries.access import OPERATOR

    filters = filter_bar.draw(OPERATOR, extracts.shown()).begin_run().filters
    st.text(f"{filters.as_at} {filters.period.end} {filters.district} {filters.area}")


def open_page(**parameters: str) -> AppTest:
    at = AppTest.from_function(page, default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    at.run()
    assert not at.exception
    return at


def test_a_valid_link_is_followed_without_a_warning() -> None:
    at = open_page(area="Gedling", as_at="2022-06-30", period="Financial year to date")
    assert at.text[0].value == "2022-06-30 2022-06-30 None gedling"
    assert not at.warning


@pytest.mark.parametrize("written", ["gedling", "GEDLING", "Gedling"])
def test_an_area_of_the_address_is_given_by_its_code_or_its_name(written: str) -> None:
    at = open_page(area=written)
    assert at.text[0].value.endswith(" gedling")
    assert not at.warning
    at.selectbox(key="area").select("bassetlaw").run()
    assert at.text[0].value.endswith(" bassetlaw"), "the reader chooses another"


@pytest.mark.parametrize(
    ("key", "value", "label"),
    [
        ("area", "atlantis", "Area"),
        ("district", "Shire", "District"),
        ("status", "Watched", "Status"),
        ("gender", "x" * 1_000, "Gender"),
        ("period", "Forever", "Period"),
        ("known", "999: never", "As known at import"),
        ("as_at", "2023-03-31", "As at"),
        ("as_at", "2022-13-45", "As at"),
    ],
)
def test_an_invalid_link_shows_a_warning(key: str, value: str, label: str) -> None:
    at = open_page(**{key: value})
    (warning,) = at.warning
    assert value[:40] in warning.value
    assert label in warning.value
    assert len(warning.value) < 400
    assert (key == "area") == ("Bassetlaw, Broxtowe" in warning.value), "areas are listed"
    assert at.text[0].value == "2022-11-22 2022-11-22 None None"


def test_own_dates_of_the_address_are_followed_without_the_name_of_the_period() -> None:
    at = open_page(to="2022-03-31", **{"from": "2022-02-01"})
    assert at.selectbox(key="period").value == "own-dates"
    assert at.text[0].value.split()[1] == "2022-03-31"
    at.selectbox(key="period").select("calendar-year").run()
    assert at.selectbox(key="period").value == "calendar-year"


def trends_page() -> None:
    """The page of trends, for somebody who runs `clvt`."""
    from dashboard.answers import extracts
    from dashboard.components import filter_bar
    from dashboard.screens import trends
    from queries.access import OPERATOR

    trends.draw(filter_bar.draw(OPERATOR, extracts.shown()).begin_run())


def test_a_trend_that_does_not_exist_is_refused_at_once() -> None:
    at = AppTest.from_function(trends_page, default_timeout=60)
    at.query_params["trend"] = "Weather"
    (warning,) = at.run().warning
    assert "‘Weather’, which does not exist under Trend" in warning.value
    assert not at.selectbox(key="trend").select("All trends").run().exception


@pytest.mark.parametrize("asked", ["everybody", "on_tracker?name=CL-0001", "removed?month=March"])
def test_a_list_that_does_not_exist_is_refused(asked: str, tab: records_page.TabReader) -> None:
    at = records_page.with_purpose(records_page.open_page(list=asked))
    (warning,) = at.warning
    assert f"‘{asked}’, which does not exist under List" in warning.value
    assert records_page.references_shown(at) == records_page.REFERENCES[:2]


def test_a_list_that_exists_is_followed(tab: records_page.TabReader) -> None:
    for asked in ("on_tracker", "added"):
        assert not records_page.with_purpose(records_page.open_page(list=asked)).warning


def with_more_filters(at: AppTest) -> AppTest:
    """The page with the further filters unfolded."""
    at.session_state["more-filters"] = True
    return at.run()


def test_the_warning_goes_once_the_reader_chooses_a_filter() -> None:
    at = open_page(area="atlantis")
    at.run()
    assert len(at.warning) == 1
    with_more_filters(at).selectbox("gender").set_value("Male").run()
    assert not at.warning


def test_an_earlier_import_is_not_asked_about_days_after_it() -> None:
    at = open_page()
    with_more_filters(at).selectbox("known").set_value("9").run()
    assert at.text[0].value.startswith("2021-12-31 2021-12-31")
    assert "31 December 2021" in at.info[0].value


def test_the_period_since_the_last_meeting_says_where_no_meetings_are_loaded(
    sqlite_url: str, sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_csvs(tmp_path / "in", {"tracker": [entry()]})
    import_files(sqlite, [folder], extracted_on=date(2022, 11, 22))
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    settings.cache_clear()
    notices = [info.value for info in open_page(period="Since the last meeting").info]
    assert notices == ["No meetings have been loaded, so the period is the calendar year."]
    folder = write_csvs(tmp_path / "in", {"meetings": [meeting()]})
    import_files(sqlite, [folder], extracted_on=date(2022, 10, 31), is_confirmed=True)
    cache.forget()
    notices = [info.value for info in open_page(period="Since the last meeting").info]
    assert notices == ["Meetings are loaded to 31 October 2022; later ones are not in yet."]
