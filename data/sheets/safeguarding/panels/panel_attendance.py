"""Attendance at the meetings of the panels: a row for each agency expected at one."""

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
        Field("Panel", c.panel, listed="panels"),
        Field("Planned for", c.planned_for),
        Field("Agency", c.agency, listed="agencies"),
        Field("Attended", c.attended, kind=ATTENDED),
    ),
    about="each agency expected at a meeting",
    rules=(refers_to(PANEL_MEETINGS, "panel", "planned_for"),),
)
