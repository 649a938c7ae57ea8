"""Viewing a release is logged once, before it is drawn, and without its numbers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest

from dashboard.components import audit
from data.access_log import LogUnavailable
from data.tables import access_event
from tests.invented.releasing import CANARIES
from tests.releases.test_reach import BOTH, GEDLING, LEADER
from tests.releases.test_release_shown import engine, page, text_sent, with_accounts

__all__ = ["engine", "with_accounts"]  # fixtures


def views_logged(at: Engine) -> list[dict[str, Any]]:
    """The views of releases in the log."""
    with at.connect() as connection:
        rows = connection.execute(select(access_event)).mappings()
        return [dict(row) for row in rows if row["page"] == "Area summary"]


def choose(at: AppTest, label: str, option: str) -> None:
    next(box for box in at.selectbox if box.label == label).select(option).run()
    assert not at.exception


def test_viewing_a_release_is_logged_without_its_numbers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(monkeypatch, GEDLING)
    (look,) = views_logged(engine)
    assert (look["who"], look["role"], look["action"]) == ("gill", "attendee", "consult")
    assert json.loads(look["filters"]) == {
        "area": "gedling",
        "as at": "2022-02-28",
        "period": "2021-03-01/2022-02-28",
    }
    assert look["suppression"] == "area release, threshold 200: 5 figures confidential"
    assert (look["row_count"], look["data_version"]) == (14, 2)
    readable = {name: look[name] for name in look if "hash" not in name and name != "happened_at"}
    assert not [canary for canary in CANARIES if canary in str(readable)]


def test_viewing_a_release_is_logged_once_a_choice_and_not_each_rerun(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, BOTH)
    at.run()
    assert len(views_logged(engine)) == 1
    choose(at, "Month end", "2022-01")
    choose(at, "Area", "gedling")
    at.run()
    seen = [json.loads(look["filters"]) for look in views_logged(engine)]
    assert [(of["as at"], of["area"]) for of in seen] == [
        ("2022-02-28", "city-central"),
        ("2022-01-31", "city-central"),
        ("2022-01-31", "gedling"),
    ]


def test_returning_to_the_area_summary_is_logged_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, GEDLING)
    at.session_state["clvt: page"] = "Another page"
    at.run()
    assert len(views_logged(engine)) == 2


def test_a_release_is_not_shown_when_the_log_cannot_be_written(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "record", unavailable)
    at = page(monkeypatch, GEDLING)
    shown = text_sent(at)
    assert "cannot be written" in shown
    for said in ("NSD", "300", "518", "[c]", "confidential"):
        assert said not in shown
    at.run()
    assert "cannot be written" in text_sent(at)


def test_viewing_exact_counts_is_not_logged_as_viewing_a_release(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    page(monkeypatch, LEADER)
    assert views_logged(engine) == []


def unavailable(*_: object, **__: object) -> None:
    """Takes the place of a log that cannot be written."""
    raise LogUnavailable
