"""No question reads a whole large table at a nation's size, by the database's own query plan.

PostgreSQL plans by what the tables hold. It is asked with a tenth of a nation's data (the shares
are a nation's), analysed and vacuumed as its own daemon does. SQLite plans by its indexes alone,
since it keeps no statistics, so its plan is the same for any data.

Reading an index from end to end counts as reading a whole table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Connection, event

from data.database import reading_engine
from queries.ask import Question
from queries.filters import Filters, Period
from queries.questions import QUESTIONS
from queries.scope import Reach, Scope

# Those that grow with the children and the reports. The rest hold a few rows for each area, import,
# account or month: to read such a table whole is right.
LARGE = (
    "child",
    "tracker_entry",
    "tracker_spell",
    "intelligence_report",
    "intelligence_link",
    "intelligence_day",
    "education",
    "panel_listing",
    "panel_action",
    "toolkit",
    "visit",
    "referral",
    "nrm_referral",
    "sca_referral",
    "encounter",
    "missing_episode",
    "daily_search_child",
)
# Questions that are right to read one whole, and why.
READ_WHOLE_ON_PURPOSE = {
    "options": "the statuses and genders that occur on any spell; asked once for each import",
    "bridge": "the different children of a year are nearly half of all",
    "re_entries": "a sixth of the entries is looked up in all of them: cheaper by hashing",
    **dict.fromkeys(
        (
            "additions_by_day",
            "additions_over_five_years",
            "removals_by_day",
            "removals_over_five_years",
        ),
        "years of entries are most of all that there are",
    ),
    "time_on_tracker_at_removal": "two years of removals are a large part of all entries",
    **dict.fromkeys(
        ("answers_to_referrals_by_day", "answers_to_referrals_over_five_years"),
        "years of answers are most of all that there are",
    ),
    "wait_for_conclusive_grounds": "two years of decisions are a large part of all",
    **dict.fromkeys(
        ("actions_late_by_day", "actions_late_over_five_years"),
        "all that were late are read, from an index that holds only them",
    ),
    "children_by_education": "four in ten of its rows are looked up: cheaper by hashing",
    **dict.fromkeys(
        (
            "children_by_last_seen",
            "children_by_line_on_pnd",
            "children_tried_in_vain",
            "duties_by_state",
            "duties_open_before_18",
            "duties_overdue",
            "duties_of_the_year",
            "duties_recorded_late",
            "first_visits_late_by_day",
            "first_visits_late_over_five_years",
            "open_duties",
            "open_duties_before_18",
        ),
        "everybody on the tracker is looked up, in the order of an index by child",
    ),
    **dict.fromkeys(
        (
            "visits_by_outcome",
            "visits_by_purpose",
            "parents_at_visits",
            "return_interviews",
            "referrals_by_agency",
            "referrals_awaiting",
            "outcomes_of_hub_referrals",
            "answers_of_hubs",
            "decisions_on_encounters",
            "encounters_by_situation",
            "encounters_by_finder",
            "suspects_by_reason",
            "suspects_by_section_45",
            "nrm_by_responder",
            "nrm_decisions",
            "nrm_waits",
            "fields_not_recorded",
            "flags_not_recorded",
        ),
        "the children of a year's records, or of all, are a large part of all children",
    ),
    "unknowns_by_field": "a third of the entries is looked up in all of them: cheaper by hashing",
    "records": "read in the order of references, and cut where the list is full",
    **dict.fromkeys(
        ("open_actions_by_agency", "released_actions"),
        "all are read in a twentieth of a second, to find the few open ones",
    ),
    "actions_in_time_by_agency": "those that fell due in a year are a large part of all",
    "listings_by_panel": "those of a year are a large part of all",
    **dict.fromkeys(
        ("flows_by_month", "meeting_items"),
        "SQLite lists moves across no filter, of which it then reads none",
    ),
    "new_children_proposed": "no index has the entries by the day on which they were proposed",
}
DAY = date(2022, 11, 22)
YEAR = Period(date(2022, 1, 1), DAY)
SOMEBODY = Filters(DAY, YEAR, 1, child_ref="CL-000001")
CHOSEN = (
    SOMEBODY,
    replace(SOMEBODY, district="County"),
    replace(SOMEBODY, area="gedling", status="Open to the County Lines team", gender="Male"),
)


def test_sqlite_reads_no_large_table_whole(sqlite_url: str) -> None:
    engine = reading_engine(sqlite_url)
    with engine.connect() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master").scalars()
        assert not [name for name in tables if name.startswith("sqlite_stat")]
        whole = {
            asked.name
            for asked in QUESTIONS.values()
            for chosen in CHOSEN
            if _read_whole_by_sqlite(connection, asked, chosen)
        }
    engine.dispose()
    assert sorted(whole - READ_WHOLE_ON_PURPOSE.keys()) == []


@pytest.mark.postgres
def test_postgres_reads_no_large_table_whole(postgres_url: str) -> None:
    """PostgreSQL is told to avoid whole tables, so it reads one only where no index can be used.
    What it prefers by itself depends on its last sample of the rows."""
    engine = reading_engine(postgres_url)
    with engine.connect() as connection:
        connection.exec_driver_sql("SET enable_seqscan = off")
        whole = {
            asked.name
            for asked in QUESTIONS.values()
            for chosen in CHOSEN
            if _read_whole_by_postgres(connection, asked, chosen)
        }
    engine.dispose()
    assert sorted(whole - READ_WHOLE_ON_PURPOSE.keys()) == []


def _read_whole_by_sqlite(connection: Connection, asked: Question, chosen: Filters) -> list[str]:
    """The steps of the plan that read a large table, or an index of one, from end to end."""
    statement, steps = _statement_and_plan(connection, "EXPLAIN QUERY PLAN", asked, chosen)
    aliases = re.findall(rf"\b(?:{'|'.join(LARGE)}) AS (\w+)", statement)
    scans = [step[-1] for step in steps if step[-1].startswith("SCAN ")]
    return [scan for scan in scans if scan.split()[1] in {*LARGE, *aliases}]


def _read_whole_by_postgres(connection: Connection, asked: Question, chosen: Filters) -> list[str]:
    """The same, by the table's name."""
    _, ((plan,),) = _statement_and_plan(connection, "EXPLAIN (FORMAT JSON)", asked, chosen)
    return [
        node["Relation Name"]
        for node in _nodes(plan[0]["Plan"])
        if node.get("Relation Name") in LARGE
        and node["Node Type"] != "Bitmap Heap Scan"  # its index is below it
        and "Index Cond" not in node
    ]


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for below in node.get("Plans", ()):
        yield from _nodes(below)


def _statement_and_plan(
    connection: Connection, how: str, asked: Question, chosen: Filters
) -> tuple[str, list[Any]]:
    """The statement of a question, and the database's plan of it."""
    query = asked.build(Scope(asked.relevant(chosen), Reach(("gedling",))))
    lines: list[Any] = []

    def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
        lines[:] = statement, parameters

    event.listen(connection, "before_cursor_execute", note)
    connection.execute(query)
    event.remove(connection, "before_cursor_execute", note)
    return lines[0], list(connection.exec_driver_sql(f"{how} {lines[0]}", lines[1]))
