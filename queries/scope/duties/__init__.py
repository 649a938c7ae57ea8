"""The duties to children on the tracker: each declared once.

Their states, the matrix, the list behind each number, a child's own line and their part of
`clvt figures` follow from this list. To add one: its line here and in `DUTIES` of the sheet
`not_applicable`, its standard in `data/reference/standards.csv`, and its slow answer.
"""

from data.tables import daily_search, education, tracker_entry
from queries.scope.duties.declaration import (
    DUE,
    IN_TIME,
    LATE,
    NOT_APPLICABLE,
    OVERDUE,
    STATES,
    Duty,
    Evidence,
    every_row,
)
from queries.scope.duties.states import Duties

DUTIES = (
    Duty(
        "Searched",
        "a search of the day's intelligence",
        sheet="searches",
        holder="County Lines team",
        evidence=Evidence(daily_search.c.done_on),
        due="search of the day",
    ),
    Duty(
        "PND",
        "a record on PND",
        sheet="tracker",
        holder="County Lines team",
        evidence=Evidence(tracker_entry.c.pnd_recorded_on, carries_over=every_row),
    ),
    Duty(
        "Ratified",
        "ratification",
        sheet="tracker",
        holder="Inspector",
        evidence=Evidence(tracker_entry.c.ratified_on),
    ),
    Duty(
        "Education checked",
        "a check of education",
        sheet="education",
        holder="County Lines team",
        evidence=Evidence(education.c.checked_on),
        repeats=True,
        keeps_all=False,
    ),
    Duty(
        "Handover before 18",
        "a handover before 18",
        sheet="tracker",
        holder="County Lines team",
        evidence=Evidence(tracker_entry.c.handover_on),
        due="18th birthday",
    ),
)

__all__ = [
    "DUE",
    "DUTIES",
    "IN_TIME",
    "LATE",
    "NOT_APPLICABLE",
    "OVERDUE",
    "STATES",
    "Duties",
    "Duty",
    "Evidence",
]
