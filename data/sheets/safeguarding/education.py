"""The education, training or work of children: a row for each change of it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, exists

from data.day_numbers import school_leaving, yyyymmdd
from data.sheets.declaration import YES_NO, Field, OneOf, Rule, Sheet, Staged, Whole
from data.sheets.rules import broken_rows, in_order, refers_to
from data.sheets.tracker import TRACKER
from data.tables import child, education

c = education.c
AFTER_SCHOOL = ("College", "Apprenticeship", "Work", "Not in education or work")
STATUSES = OneOf(
    (
        "School",
        "Part-time timetable",
        "Alternative provision",
        "Special school",
        "Home educated",
        "Suspended",
        "Excluded, awaiting place",
        "Missing education",
        *AFTER_SCHOOL,
        "Custody",
        "Not known",
    ),
    aliases=(
        ("PRU", "Alternative provision"),
        ("EHE", "Home educated"),
        ("CME", "Missing education"),
        ("NEET", "Not in education or work"),
        ("Excluded", "Excluded, awaiting place"),
    ),
)


def _after_school_too_early(rows: Table, staged: Staged) -> Select[Any]:
    children = staged.given_or_known(TRACKER.name, child)
    is_at_school = exists().where(
        children.c.child_ref == rows.c.child_ref,
        yyyymmdd(rows.c.from_on) < school_leaving(children.c.date_of_birth),
    )
    return broken_rows(rows, "status", rows.c.status.in_(AFTER_SCHOOL), is_at_school)


EDUCATION = Sheet(
    "education",
    education,
    (
        Field("Tracker ref", c.child_ref),
        Field("From", c.from_on, ahead=False),
        Field("Checked on", c.checked_on, ahead=False),
        Field("Status", c.status, kind=STATUSES),
        Field("Hours a week", c.hours_a_week, kind=Whole(most=60)),
        Field("EHC plan", c.has_plan, kind=YES_NO),
    ),
    about="each change of a child's education or work",
    rules=(
        *in_order("from_on", "checked_on"),
        refers_to(TRACKER, "child_ref"),
        Rule(
            ("status",),
            "{0} is of a child who has left school, before the child may leave",
            _after_school_too_early,
        ),
    ),
)
