"""The meetings of the panels: a row for each that was planned."""

from sqlalchemy import and_

from data.sheets.declaration import YES_NO, Field, OneOf, Sheet
from data.sheets.rules import in_order, row_rule
from data.tables import panel_meeting

c = panel_meeting.c
REASONS = OneOf(("Too few members", "No chair", "No children to hear", "Moved", "Other"))

PANEL_MEETINGS = Sheet(
    "panel_meetings",
    panel_meeting,
    (
        Field("Panel", c.panel, listed="panels"),
        Field("Planned for", c.planned_for),
        Field("Held on", c.held_on, required=True, ahead=False),
        Field("Not held because", c.not_held_because, kind=REASONS),
        Field("Names circulated on", c.names_circulated_on, ahead=False),
        Field("Sergeant attended", c.sergeant_attended, kind=YES_NO),
    ),
    about="each meeting planned",
    rules=(
        row_rule(
            ("not_held_because", "held_on"),
            "{0} and {1} are both given",
            lambda row, _: and_(row.not_held_because.is_not(None), row.held_on.is_not(None)),
        ),
        *in_order("names_circulated_on", "held_on", problem="{1} is after {0}", remedy=""),
    ),
)
