"""Attendance at the meetings of the panels: a row for each agency expected at one."""

from __future__ import annotations

from data.sheets.declaration import Field, OneOf, Sheet
from data.sheets.rules import refers_to
from data.sheets.safeguarding.panels.panel_meetings import PANEL_MEETINGS
from data.tables import panel_attendance

c = panel_attendance.c
ATTENDED = OneOf(
    ("Yes", "Deputy", "Update only", "Apologies", "No"),
    aliases=(("Attended", "Yes"), ("Present", "Yes"), ("Absent", "No")),
)

PANEL_ATTENDANCE = Sheet(
    "panel_attendance",
    panel_attendance,
    (
        Field("Panel", c.panel, filled=True, listed="panels"),
        Field("Planned for", c.planned_for, filled=True),
        Field("Agency", c.agency, filled=True, listed="agencies"),
        Field("Attended", c.attended, filled=True, kind=ATTENDED),
    ),
    about="each agency expected at a meeting",
    rules=(refers_to(PANEL_MEETINGS, "panel", "planned_for"),),
)
