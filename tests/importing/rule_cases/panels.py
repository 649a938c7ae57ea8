"""Wrong and unusual rows of the sheets of panels: a case for each of their rules."""

from __future__ import annotations

from tests.importing.rule_cases.case import LATER, late, noted, wrong
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

THERE = {"tracker": [entry(Home_area="City West")], "panel_meetings": [panel_meeting()]}

WRONG_PANELS = {
    "unknown panel": wrong("Panel", panel_meeting(Panel="Jury")),
    "same meeting of a panel twice": wrong(
        "Panel", panel_meeting(), panel_meeting(), panel_meeting(Panel=COUNTY_PANEL), row=3
    ),
    "unknown reason why a panel did not meet": wrong(
        "Not held because", panel_meeting(Held_on="", Not_held_because="Snow")
    ),
    "attendance at a meeting that is not there": wrong(
        "Panel",
        panel_meeting(),
        panel_meeting("2022-02-10", Panel=COUNTY_PANEL),
        attendance(),
        attendance(Planned_for="2022-02-10"),
    ),
    "attendance at a meeting that is not known": wrong("Panel", attendance()),
    "unknown agency": wrong("Agency", panel_meeting(), attendance("Fire")),
    "same attendance twice": wrong(
        "Panel", panel_meeting(), attendance(), attendance(), attendance("Health"), row=3
    ),
    "a toolkit to be reviewed before it was completed": wrong(
        "Review by", toolkit(Review_by="2022-01-09")
    ),
    "a toolkit of a child who is not there": wrong("Tracker ref", toolkit("CT-2")),
    "unknown level": wrong("Level", toolkit(Level="Severe")),
    "same toolkit twice": wrong("Tracker ref", toolkit(), toolkit(Level="High")),
    "listed before being referred": wrong(
        "Listed for", listing(Referred_on="2022-01-11"), beside=THERE
    ),
    "to be reviewed before being listed": wrong(
        "Review on", listing(Review_on="2022-01-09"), beside=THERE
    ),
    "a child listed who is not there": wrong("Tracker ref", listing("CT-2"), beside=THERE),
    "a child heard at a meeting that was not held": wrong(
        "Listed for",
        panel_meeting(Held_on="", Not_held_because="No chair"),
        listing(),
        beside=THERE,
    ),
    "a child heard at a meeting of another day": wrong(
        "Listed for", listing(planned="2022-01-11"), beside=THERE
    ),
    "a child heard at a meeting that is not known": wrong(
        "Listed for", entry(Home_area=""), listing()
    ),
    "same child listed twice": wrong("Panel", listing(), listing(Heard="Deferred"), beside=THERE),
    "an action due before it was agreed": wrong("Due on", action(Due_on="2022-01-09")),
    "an action closed before it was agreed": wrong("Closed on", action(Closed_on="2022-01-09")),
    "the result of an action that is open": wrong("Result", action(Result="Done")),
    "an action for a child who is not there": wrong(
        "Tracker ref", action(), action("A-2", Tracker_ref="CT-2")
    ),
    "same action twice": wrong("Action ref", action(), action(Owner="Health")),
}

UNUSUAL_PANELS = {
    "a panel that met after the extract": late("Held on", panel_meeting(LATER)),
    "a panel that is yet to meet": noted(panel_meeting(LATER, Held_on="")),
    "names circulated after the extract, and so after the meeting": noted(
        "Names circulated on is after Held on (row 2).",
        "Names circulated on is after the date of the extract (row 2).",
        panel_meeting(Names_circulated_on=LATER),
    ),
    "a meeting held, and a reason why not": noted(
        "Not held because and Held on are both given (row 2).",
        panel_meeting(Not_held_because="Moved"),
    ),
    "an outcome for a child who was not heard": noted(
        "Outcome is given, but Heard is not Yes (row 2).",
        listing(Heard="Deferred", Outcome="Close"),
        beside=THERE,
    ),
    "police at a strategy meeting without a day, and what came of it": noted(
        "Police there is given, but no Strategy meeting on (row 2).",
        "Strategy outcome is given, but no Strategy meeting on (row 2).",
        listing(Police_there="Yes", Strategy_outcome="No s47"),
        beside=THERE,
    ),
    "a toolkit completed after the extract": late("Completed on", toolkit(completed=LATER)),
    "a child referred to a panel after the extract": late(
        "Referred on", listing(planned=LATER, Referred_on=LATER, Heard="Withdrawn"), beside=THERE
    ),
    "a child listed by the panel of a district where it never lived": noted(
        "Panel is of a district in which the child has not lived while on the tracker (row 2).",
        entry(),
        entry("CT-2"),
        entry("CT-3", Home_area=""),
        change("CT-2", Home_area="City West"),
        change("CT-2", From="2022-02-10"),
        panel_meeting(),
        listing(),
        listing("CT-2"),
        listing("CT-3"),
    ),
    "an action agreed and closed after the extract": late(
        "Agreed on", "Closed on", action(Agreed_on=LATER, Due_on="", Closed_on=LATER)
    ),
}
