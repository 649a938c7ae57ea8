"""The times that duties which are repeated were to be done, worked out by each import.

Days are numbers, as `data.day_numbers.day_number` gives them.
"""

from sqlalchemy import Column, Date, ForeignKey, Integer, String

from data.tables.versioned import versioned

duty_times = versioned(
    "duty_times",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day of the entry"),
    Column("place_in_day", Integer, nullable=False, comment="as in tracker_entry"),
    Column("duty", String(40), nullable=False, comment="as in duty_standard"),
    Column("started_day", Integer, nullable=False, comment="when its clock started"),
    Column("due_day", Integer, nullable=False, comment="by when it was due"),
    Column("done_day", Integer, comment="when it was done; null: not while on the tracker"),
    Column(
        "not_by_day",
        Integer,
        comment="the day of the newest extract that did not know yet that it was done, of a sheet "
        "that keeps only the newest day; null: none, or the sheet keeps all days",
    ),
    Column("removed_day", Integer, comment="the first day no longer on the tracker; null: on it"),
    Column("excepted_day", Integer, comment="when it was decided not to apply; null: it was not"),
    Column("status", String(60), nullable=False, comment="as the clock started, as the next two"),
    Column("area_code", ForeignKey("area.code"), comment="home area; null: unknown"),
    Column("gender", String(10), nullable=False),
    covering={
        # It holds all that is counted.
        "due": (
            "duty, due_day",
            "started_day, done_day, not_by_day, removed_day, excepted_day, status, area_code, "
            "gender",
        ),
    },
    key=("child_ref", "added_on", "place_in_day", "duty", "started_day"),
    comment=(
        "One row per version of a time that a repeated duty to a child was to be done, from the "
        "start of its clock, whatever day it is seen from, written by the import that changes it"
    ),
)
