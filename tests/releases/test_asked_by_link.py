"""What a link asks of the area summary is followed, or refused in words that say nothing of what is
not the reader's."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from dashboard.components.filter_bar import LABELS
from queries.access import Viewer
from tests.releases.test_issued_page import PARTNER, issued
from tests.releases.test_reach import BOTH, GEDLING, LEADER
from tests.releases.test_release_shown import engine, page, text_sent, with_accounts

__all__ = ["engine", "issued", "with_accounts"]  # fixtures
OF_FILTERS = {
    "district": "County",
    "status": "Open",
    "gender": "Male",
    "as_at": "2021-12-31",
    "period": "Own dates",
    "from": "2021-01-01",
    "to": "2021-12-31",
    "known": "1",
}


def warnings_on(at: AppTest) -> list[str]:
    return [each.value for each in at.warning]


@pytest.mark.parametrize("key", ["area", "place"])
@pytest.mark.parametrize("asked", ["Ashfield", "ashfield", "Atlantis"])
def test_an_area_beyond_the_readers_own_is_refused_whether_or_not_it_exists(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, key: str, asked: str
) -> None:
    for viewer, shown in ((GEDLING, "Gedling"), (BOTH, "City Central")):
        at = page(monkeypatch, viewer, **{key: asked})
        assert warnings_on(at) == [
            f"This link asks for ‘{asked}’ under Area, which is not among those that you can "
            f"choose. {shown} is shown."
        ]
        assert f"<strong>{shown}</strong> · month-end release" in text_sent(at)


@pytest.mark.parametrize("key", ["area", "place"])
@pytest.mark.parametrize("asked", ["Gedling", "gedling", "GEDLING"])
def test_an_area_of_the_readers_own_is_followed(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, key: str, asked: str
) -> None:
    for viewer in (GEDLING, BOTH):
        at = page(monkeypatch, viewer, **{key: asked})
        assert warnings_on(at) == []
        assert "<strong>Gedling</strong> · month-end release" in text_sent(at)


def test_a_month_is_followed_or_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert warnings_on(page(monkeypatch, BOTH, month="2022-01")) == []
    (refused,) = warnings_on(page(monkeypatch, BOTH, month="2019-01"))
    assert "‘2019-01’ under Month end, which is not among those" in refused
    assert refused.endswith("February 2022 is shown.")


def test_the_refusal_goes_once_the_reader_chooses(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, BOTH, area="Ashfield")
    assert len(warnings_on(at.run())) == 1
    at.selectbox(key="place").select("gedling").run()
    assert warnings_on(at) == []


@pytest.mark.parametrize("key", OF_FILTERS)
@pytest.mark.parametrize("role", ["attendee", "administrator"])
def test_filters_that_a_reader_does_not_choose_are_refused(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, key: str, role: str
) -> None:
    viewer = GEDLING if role == "attendee" else Viewer("ada", role)
    assert warnings_on(page(monkeypatch, viewer, **{key: OF_FILTERS[key]})) == [
        f"This link asks for ‘{OF_FILTERS[key]}’ under {LABELS[key]}, which is not chosen on the "
        "pages of your account. Nothing is narrowed by it."
    ]
    assert set(OF_FILTERS) | {"area"} == set(LABELS)


def test_an_administrator_is_told_that_areas_are_not_chosen(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    (refused,) = warnings_on(page(monkeypatch, Viewer("ada", "administrator"), area="Gedling"))
    assert "not chosen on the pages of your account" in refused


def test_a_partner_with_an_agreement_is_refused_what_is_not_in_it(
    issued: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, PARTNER, area="Ashfield", month="2022-01", issue="2019-01-01")
    area, month, issue = sorted(warnings_on(at), key=lambda each: each.partition(" under ")[2])
    assert "‘Ashfield’ under Area" in area
    assert area.endswith("Gedling is shown.")
    assert "‘2019-01-01’ under As at, which is not among those" in month
    assert "‘2022-01’ under Month end, which is not chosen" in issue
    assert warnings_on(page(monkeypatch, PARTNER, area="Gedling")) == []


def test_the_area_of_the_filter_bar_is_the_one_that_its_summary_begins_with(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, LEADER, area="Gedling")
    assert warnings_on(at) == []
    assert "<strong>Gedling</strong> · exact figures" in text_sent(at)
