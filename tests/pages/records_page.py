"""The page of records with three children, as a person sees it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from dashboard.components import downloads
from dashboard.settings import settings
from data import tables
from data.database import reading_engine
from queries.access import NOBODY, ROLES, Grant, Viewer
from queries.filters import Filters, Period

CHIEF = Viewer("chief", "inspector")
NEWEST = date(2022, 11, 22)
FILTERS = Filters(NEWEST, Period(date(2022, 1, 1), NEWEST), 1)
REFERENCES = ["CANARY-1", "CANARY-2", "CANARY-3"]
WITHOUT_THE_GRANT = [
    NOBODY,
    *(Viewer("x", role.name) for role in ROLES.values() if Grant.RECORDS not in role.grants),
]
OPEN, VULNERABLE = "Open to the County Lines team", "Vulnerable to County Lines"


def page() -> None:
    """The page, as the dashboard runs it for the person who is signed in."""
    from dashboard.answers import extracts
    from dashboard.components import filter_bar, frame
    from dashboard.screens import records
    from dashboard.signing_in import sign_in
    from queries.access import Grant

    frame.set_run(filter_bar.draw(sign_in.viewer(), extracts.shown()).begin_run())
    records.show(frame.page("Records", Grant.RECORDS))


def page_with_charts() -> None:
    """A page with two charts that have marks with links to records."""

    from dashboard.answers import extracts
    from dashboard.components import filter_bar, frame, panels
    from dashboard.signing_in import sign_in
    from dashboard.views import tracker
    from queries.access import Grant

    frame.set_run(filter_bar.draw(sign_in.viewer(), extracts.shown()).begin_run())
    run = frame.page("Children", Grant.COUNTS)
    panels.panel(run, tracker.status)
    panels.panel(run, tracker.gender)
    panels.draw(run)


class TabReader:
    """The person in front of a tab, and their sign-in."""

    viewer = CHIEF
    session: str | None = "session"


def rows_of_three_children() -> dict[str, list[dict[str, Any]]]:
    first, second, third = REFERENCES
    added, moved, removed = date(2022, 2, 1), date(2022, 9, 1), date(2022, 6, 1)
    rows: dict[str, list[dict[str, Any]]] = {
        "tracker_entry": [
            {"child_ref": first, "added_on": added, "proposed_on": date(2022, 1, 29)},
            {"child_ref": second, "added_on": date(2021, 3, 1)},
            {"child_ref": third, "added_on": date(2021, 5, 1), "removed_on": removed},
        ],
        "tracker_spell": [
            _spell(first, added, starts_on=added, ends_on=moved, status=OPEN, is_last=False),
            _spell(first, added, starts_on=moved, area_code="gedling", is_first=False),
            _spell(second, date(2021, 3, 1)),
            _spell(third, date(2021, 5, 1), ends_on=removed),
        ],
        "intelligence_report": [
            {"report_ref": f"IR{day}", "submitted_on": date(2022, 3, day), "flag": ""}
            for day in (1, 2)
        ],
        "intelligence_link": [
            {"report_ref": "IR1", "child_ref": first, "submitted_on": date(2022, 3, 1)},
            {"report_ref": "IR2", "child_ref": second, "submitted_on": date(2022, 3, 2)},
        ],
    }
    for entry in rows["tracker_entry"]:
        entry |= {"source": "=CANARY-SOURCE()"}
    for table in rows.values():
        names = {name for row in table for name in row}
        for row in table:
            row.update({name: row.get(name) for name in names}, known_from=1)
    imported = datetime(2022, 11, 22, 9)  # noqa: DTZ001  (UTC, as it is held)
    run = {"import_id": 1, "extracted_on": NEWEST, "imported_at": imported, "is_demo": False}
    covered = {"import_id": 1, "sheet": "tracker", "first_day": None, "last_day": NEWEST}
    return {"import_run": [run], "coverage": [covered], **rows}


def _spell(child_ref: str, added_on: date, **columns: Any) -> dict[str, Any]:
    return {
        "child_ref": child_ref,
        "added_on": added_on,
        "starts_on": added_on,
        "status": VULNERABLE,
        "is_stated": True,
        "born": 20080229,
        "gender": "Male",
        "is_first": True,
        "is_last": True,
        **columns,
    }


def open_page(**parameters: str) -> AppTest:
    """The page when it is first opened, at an address."""
    at = AppTest.from_function(page, default_timeout=30)
    for name, value in parameters.items():
        at.query_params[name] = value
    return at.run()


def with_purpose(at: AppTest, purpose: str = "Monthly tracker meeting", note: str = "") -> AppTest:
    at.selectbox("purpose: choice").set_value(purpose)
    at.text_input("purpose: note").set_value(note)
    return press(at, "Show the records")


def press(at: AppTest, label: str) -> AppTest:
    next(button for button in at.button if button.label == label).click()
    return at.run()


def open_child(at: AppTest, reference: str) -> AppTest:
    """The same with a child opened, as by choosing its row."""
    at.session_state["records: child"] = reference
    return at.run()


def references_shown(at: AppTest) -> list[str]:
    """The references on the screen, in a list or in the head of a history."""
    assert not at.exception, at.exception
    listed = [ref for frame in at.dataframe for ref in frame.value["Reference"]]
    return listed + [ref for ref in REFERENCES if f">{ref}<" in html_sent(at)]


def logged_record_views() -> list[dict[str, Any]]:
    """What the access log says of records, oldest first."""
    engine = reading_engine(settings().database_url)
    event = tables.access_event
    with engine.connect() as connection:
        rows = connection.execute(select(event).order_by(event.c.event_id)).mappings().all()
    engine.dispose()
    return [dict(row) for row in rows]


def html_sent(at: AppTest) -> str:
    return " ".join(each.proto.body for each in at.get("html"))


def all_sent(at: AppTest) -> str:
    """All that was sent to the browser."""
    sent: list[str] = []

    def walk(node: Any) -> None:
        if hasattr(node, "proto") and node.proto is not None:
            sent.append(str(node.proto))
        for child in getattr(node, "children", {}).values():
            walk(child)

    walk(at._tree)
    return " ".join(sent)


FILE = downloads.Download(
    "records.csv", lambda: b"CANARY", 2, FILTERS, child_refs=("A", "B"), purpose="Data quality"
)
