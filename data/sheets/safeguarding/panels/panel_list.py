"""The lists of the panels' meetings: a row for each child listed for one."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, exists

from data.sheets.changes import homes
from data.sheets.declaration import YES_NO, Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import broken_rows, in_order, needs, only_with, refers_to
from data.sheets.safeguarding.panels.panel_meetings import PANEL_MEETINGS
from data.sheets.tracker import TRACKER
from data.tables import area_version, panel, panel_listing, panel_meeting

c = panel_listing.c
WAS_HEARD, MET = "Yes", "strategy_meeting_on"
HEARD = OneOf((WAS_HEARD, "Deferred", "Withdrawn"), aliases=(("Heard", WAS_HEARD),))
OUTCOMES = OneOf(("Keep open", "Step up", "Step down", "Close"))
STRATEGY_OUTCOMES = OneOf(
    (
        "No s47",
        "Conference",
        "Services s17",
        "Legal action",
        "Continue assessment",
        "Other agency monitors",
        "No further action",
        "Other",
    ),
    aliases=(("NFA", "No further action"),),
)


def _heard_at_no_meeting(rows: Table, staged: Staged) -> Select[Any] | None:
    if not staged.can_be_checked_against(PANEL_MEETINGS.name):
        return None
    given = staged.rows(PANEL_MEETINGS.name)
    m = staged.given_or_known(PANEL_MEETINGS.name, panel_meeting).c
    # A meeting that could not be read may be that one.
    unread = [] if given is None else [~exists().where(~given.c.is_sound)]
    held = exists().where(
        m.panel == rows.c.panel,
        m.planned_for == rows.c.listed_for,
        m.held_on.is_not(None),
    )
    return broken_rows(
        rows, "listed_for", rows.c.heard == WAS_HEARD, rows.c.is_sound, ~held, *unread
    )


def _panel_of_another_district(rows: Table, staged: Staged) -> Select[Any]:
    """Children listed by a panel of a district in which they have not lived while on the tracker,
    by this import's tracker and changes or else by the records."""
    home = homes(staged)
    of_panel = panel.c.panel == rows.c.panel, panel.c.district == area_version.c.district
    has_home, has_home_of_panel = (
        exists().where(
            home.c.child_ref == rows.c.child_ref,
            area_version.c.code == home.c.area_code,
            area_version.c.known_until.is_(None),
            *condition,
        )
        for condition in ((), of_panel)
    )
    return broken_rows(rows, "panel", rows.c.panel.is_not(None), has_home, ~has_home_of_panel)


PANEL_LIST = Sheet(
    "panel_list",
    panel_listing,
    (
        Field("Panel", c.panel, listed="panels"),
        Field("Listed for", c.listed_for),
        Field("Tracker ref", c.child_ref),
        Field("Referred on", c.referred_on, ahead=False),
        Field("Heard", c.heard, kind=HEARD),
        Field("Outcome", c.outcome, kind=OUTCOMES),
        Field("Review on", c.review_on),
        Field("Strategy meeting on", c.strategy_meeting_on),
        Field("Police there", c.police_there, kind=YES_NO),
        Field("Strategy outcome", c.strategy_outcome, kind=STRATEGY_OUTCOMES),
    ),
    about="each child listed for a meeting, by the day it was planned for",
    rules=(
        *in_order("referred_on", "listed_for", "review_on"),
        only_with(
            "outcome",
            "heard",
            WAS_HEARD,
            problem=f"{{0}} is given, but {{1}} is not {WAS_HEARD}",
            remedy="",
        ),
        *(
            needs(column, MET, problem="{0} is given, but no {1}", remedy="")
            for column in ("police_there", "strategy_outcome")
        ),
        refers_to(TRACKER, "child_ref"),
        Rule(
            ("listed_for", "panel", "heard"),
            "{2} is Yes, but the sheet panel_meetings has no such meeting of this panel held.",
            _heard_at_no_meeting,
            remedy="Correct {0}, {1} or {2}, or give the meeting's Held on.",
        ),
        Rule(
            ("panel",),
            "{0} is of a district in which the child has not lived while on the tracker",
            _panel_of_another_district,
        ),
    ),
)
