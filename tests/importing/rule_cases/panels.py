"""Wrong and unusual rows of the sheets of panels: a case for each of their rules."""

from __future__ import annotations

from typing import Any

from tests.invented.workbooks import (
    COUNTY_PANEL,
    action,
    attendance,
    change,
    entry,
    listing,
    panel_meeting,
    toolkit,
)

LATER = "2022-11-23"
THERE = {"tracker": [entry(Home_area="City West")], "panel_meetings": [panel_meeting()]}

WRONG_PANELS: dict[str, tuple[dict[str, Any], tuple[Any, ...]]] = {
    "unknown panel": (
        {"panel_meetings": [panel_meeting(Panel="Jury")]},
        ("panel_meetings", 2, "Panel", "Jury"),
    ),
    "same meeting of a panel twice": (
        {"panel_meetings": [panel_meeting(), panel_meeting(), panel_meeting(Panel=COUNTY_PANEL)]},
        ("panel_meetings", 3, "Panel", "CCE Panel (City)"),
    ),
    "a meeting held, and a reason why not": (
        {"panel_meetings": [panel_meeting(Not_held_because="No chair")]},
        ("panel_meetings", 2, "Not held because", "No chair"),
    ),
    "unknown reason why a panel did not meet": (
        {"panel_meetings": [panel_meeting(Held_on="", Not_held_because="Snow")]},
        ("panel_meetings", 2, "Not held because", "Snow"),
    ),
    "attendance at a meeting that is not there": (
        {
            "panel_meetings": [panel_meeting(), panel_meeting("2022-02-10", Panel=COUNTY_PANEL)],
            "panel_attendance": [attendance(), attendance(Planned_for="2022-02-10")],
        },
        ("panel_attendance", 3, "Panel", "CCE Panel (City)"),
    ),
    "attendance at a meeting that is not known": (
        {"panel_attendance": [attendance()]},
        ("panel_attendance", 2, "Panel", "CCE Panel (City)"),
    ),
    "unknown agency": (
        {"panel_meetings": [panel_meeting()], "panel_attendance": [attendance("Fire")]},
        ("panel_attendance", 2, "Agency", "Fire"),
    ),
    "same attendance twice": (
        {
            "panel_meetings": [panel_meeting()],
            "panel_attendance": [attendance(), attendance(), attendance("Health")],
        },
        ("panel_attendance", 3, "Panel", "CCE Panel (City)"),
    ),
    "a toolkit to be reviewed before it was completed": (
        {"tracker": [entry()], "toolkits": [toolkit(Review_by="2022-01-09")]},
        ("toolkits", 2, "Review by", "2022-01-09"),
    ),
    "a toolkit of a child who is not there": (
        {"tracker": [entry()], "toolkits": [toolkit("CT-2")]},
        ("toolkits", 2, "Tracker ref", "CT-2"),
    ),
    "unknown level": (
        {"tracker": [entry()], "toolkits": [toolkit(Level="Severe")]},
        ("toolkits", 2, "Level", "Severe"),
    ),
    "same toolkit twice": (
        {"tracker": [entry()], "toolkits": [toolkit(), toolkit(Level="High")]},
        ("toolkits", 3, "Tracker ref", "CT-1"),
    ),
    "listed before being referred": (
        THERE | {"panel_list": [listing(Referred_on="2022-01-11")]},
        ("panel_list", 2, "Listed for", "2022-01-10"),
    ),
    "to be reviewed before being listed": (
        THERE | {"panel_list": [listing(Review_on="2022-01-09")]},
        ("panel_list", 2, "Review on", "2022-01-09"),
    ),
    "an outcome for a child who was not heard": (
        THERE | {"panel_list": [listing(Heard="Deferred", Outcome="Close")]},
        ("panel_list", 2, "Outcome", "Close"),
    ),
    "police at a strategy meeting without a day": (
        THERE | {"panel_list": [listing(Police_there="Yes")]},
        ("panel_list", 2, "Police there", "Yes"),
    ),
    "what came of a strategy meeting without a day": (
        THERE | {"panel_list": [listing(Strategy_outcome="No s47")]},
        ("panel_list", 2, "Strategy outcome", "No s47"),
    ),
    "a child listed who is not there": (
        THERE | {"panel_list": [listing("CT-2")]},
        ("panel_list", 2, "Tracker ref", "CT-2"),
    ),
    "a child heard at a meeting that was not held": (
        THERE
        | {
            "panel_meetings": [panel_meeting(Held_on="", Not_held_because="No chair")],
            "panel_list": [listing()],
        },
        ("panel_list", 2, "Listed for", "2022-01-10"),
    ),
    "a child heard at a meeting of another day": (
        THERE | {"panel_list": [listing(planned="2022-01-11")]},
        ("panel_list", 2, "Listed for", "2022-01-11"),
    ),
    "a child heard at a meeting that is not known": (
        {"tracker": [entry(Home_area="")], "panel_list": [listing()]},
        ("panel_list", 2, "Listed for", "2022-01-10"),
    ),
    "same child listed twice": (
        THERE | {"panel_list": [listing(), listing(Heard="Deferred")]},
        ("panel_list", 3, "Panel", "CCE Panel (City)"),
    ),
    "an action due before it was agreed": (
        {"panel_actions": [action(Due_on="2022-01-09")]},
        ("panel_actions", 2, "Due on", "2022-01-09"),
    ),
    "an action closed before it was agreed": (
        {"panel_actions": [action(Closed_on="2022-01-09")]},
        ("panel_actions", 2, "Closed on", "2022-01-09"),
    ),
    "the result of an action that is open": (
        {"panel_actions": [action(Result="Done")]},
        ("panel_actions", 2, "Result", "Done"),
    ),
    "an action for a child who is not there": (
        {"tracker": [entry()], "panel_actions": [action(), action("A-2", Tracker_ref="CT-2")]},
        ("panel_actions", 3, "Tracker ref", "CT-2"),
    ),
    "same action twice": (
        {"panel_actions": [action(), action(Owner="Health")]},
        ("panel_actions", 3, "Action ref", "A-1"),
    ),
}

UNUSUAL_PANELS: dict[str, tuple[dict[str, Any], str, str]] = {
    "a panel that met after the extract": (
        {"panel_meetings": [panel_meeting(LATER)]},
        "panel_meetings",
        "Held on is after the date of the extract (row 2).",
    ),
    "a panel that is yet to meet": (
        {"panel_meetings": [panel_meeting(LATER, Held_on="")]},
        "panel_meetings",
        "",
    ),
    "names circulated after the extract, and so after the meeting": (
        {"panel_meetings": [panel_meeting(Names_circulated_on=LATER)]},
        "panel_meetings",
        "Names circulated on is after Held on (row 2).\n"
        "Names circulated on is after the date of the extract (row 2).",
    ),
    "a toolkit completed after the extract": (
        {"tracker": [entry()], "toolkits": [toolkit(completed=LATER)]},
        "toolkits",
        "Completed on is after the date of the extract (row 2).",
    ),
    "a child referred to a panel after the extract": (
        THERE | {"panel_list": [listing(planned=LATER, Referred_on=LATER, Heard="Withdrawn")]},
        "panel_list",
        "Referred on is after the date of the extract (row 2).",
    ),
    "a child listed by the panel of a district where it never lived": (
        {
            "tracker": [entry(), entry("CT-2"), entry("CT-3", Home_area="")],
            "changes": [
                change("CT-2", Home_area="City West"),
                change("CT-2", From="2022-02-10"),
            ],
            "panel_meetings": [panel_meeting()],
            "panel_list": [listing(), listing("CT-2"), listing("CT-3")],
        },
        "panel_list",
        "Panel is of a district in which the child has not lived while on the tracker (row 2).",
    ),
    "an action agreed and closed after the extract": (
        {"panel_actions": [action(Agreed_on=LATER, Due_on="", Closed_on=LATER)]},
        "panel_actions",
        "Agreed on is after the date of the extract (row 2).\n"
        "Closed on is after the date of the extract (row 2).",
    ),
}
