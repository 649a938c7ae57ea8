"""The meetings of the panels: a row for each that was planned."""

from __future__ import annotations

from sqlalchemy import and_

from data.sheets.declaration import YES_NO, Field, OneOf, Rule, Sheet
from data.sheets.rules import find_broken, in_order
from data.tables import panel_meeting

c = panel_meeting.c
REASONS = OneOf(("Too few members", "No chair", "No children to hear", "Moved", "Other"))

PANEL_MEETINGS = Sheet(
    "panel_meetings",
    panel_meeting,
    (
        Field("Panel", c.panel, required=True, filled=True, listed="panels"),
        Field("Planned for", c.planned_for, required=True, filled=True),
        Field("Held on", c.held_on, required=True, ahead=False),
        Field("Not held because", c.not_held_because, kind=REASONS),
        Field("Names circulated on", c.names_circulated_on, ahead=False),
        Field("Sergeant attended", c.sergeant_attended, kind=YES_NO),
    ),
    about="each meeting planned",
    rules=(
        Rule(
            "a meeting that was held has no reason why not",
            ("not_held_because", "held_on"),
            "{0} and {1} are both given",
            "",
            find_broken(
                lambda row, _: and_(row.not_held_because.is_not(None), row.held_on.is_not(None)),
                "not_held_because",
            ),
            is_notice=True,
        ),
        *in_order(
            "names_circulated_on",
            "held_on",
            problem="{1} is after {0}",
            remedy="",
            is_notice=True,
        ),
    ),
)
