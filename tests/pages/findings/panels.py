"""Headlines about panels and their actions, for one, none, all and many."""

from __future__ import annotations

from dashboard.views.safeguarding import hearings, panel_actions
from tests.pages.findings import HELD, MISSED, Cases

PANEL = "CCE Panel (City)"
met = (PANEL, HELD, HELD, None, MISSED, "Yes")
not_met = (PANEL, MISSED, None, "No chair", None, None)
CASES: Cases = {
    hearings.meetings: [
        ([], "No meeting of a panel was planned in this period"),
        ([met], "The one meeting planned was held"),
        ([met, met], "Both meetings planned were held"),
        (
            [(PANEL, HELD, None, "MASH inspection", None, None)],
            "The one meeting planned was not held, that of the CCE Panel (City) on 8 November 2022 "
            "(MASH inspection)",
        ),
        (
            [met, not_met],
            "One of 2 meetings planned was not held, that of the CCE Panel (City) on 11 October "
            "2022 (no chair)",
        ),
        (
            [not_met, (PANEL, HELD, None, None, None, None)],
            "One of 2 meetings planned was not held, that of the CCE Panel (City) on 11 October "
            "2022 (no chair); one more is not recorded",
        ),
        (
            [not_met, not_met],
            "Both meetings planned were not held, the last that of the CCE Panel (City) on 11 "
            "October 2022 (no chair)",
        ),
        (
            [(PANEL, HELD, None, None, None, None)],
            "The one meeting planned was not recorded as held, that of the CCE Panel (City) on 8 "
            "November 2022",
        ),
    ],
    hearings.standing: [
        ([], "No child on the tracker matches these filters"),
        ([("Heard", 1)], "The only child was heard by a panel"),
        ([("Never listed", 1)], "The only child waits for a panel: never listed"),
        ([("Heard", 2)], "Both children were heard by a panel"),
        ([("Never listed", 2)], "None of 2 children has been listed for a panel"),
        ([("Heard", 2), ("Withdrawn", 1)], "All 3 children were heard by a panel or withdrawn"),
        (
            [("Heard", 2), ("Never listed", 1)],
            "One of 3 children has never been listed for a panel",
        ),
        (
            [("Heard", 2), ("Deferred once", 2)],
            "2 of 4 children have been deferred once by a panel",
        ),
        (
            [("Heard", 2), ("Deferred twice or more", 1), ("Never listed", 3)],
            "4 of 6 children wait for a panel: one deferred twice or more and 3 never listed",
        ),
    ],
    hearings.listings: [
        ([], "No child was listed for a panel in this period"),
        ([(PANEL, "Deferred", 1)], "The one child listed was deferred"),
        (
            [(PANEL, "Yes", 3)],
            "Children were heard all 3 times they were listed, and never deferred",
        ),
        (
            [(PANEL, "Yes", 2)],
            "Children were heard both times they were listed, and never deferred",
        ),
        (
            [(PANEL, "Yes", 3), (PANEL, "Deferred", 1)],
            "Children were heard 3 of the 4 times they were listed, and deferred once",
        ),
    ],
    hearings.toolkits: [
        ([("No toolkit", "No toolkit", "Not overdue", 1)], "The only child has no toolkit"),
        ([("No toolkit", "No toolkit", "Not overdue", 2)], "No child has a toolkit"),
        (
            [("Low", "Low", "Not overdue", 2), ("No toolkit", "No toolkit", "Not overdue", 1)],
            "The level is that of the first toolkit for both children; one has no toolkit",
        ),
        (
            [("High", "Low", "Not overdue", 1), ("Low", "Low", "Not overdue", 1)],
            "Since the first toolkit the level is lower for one of 2 children",
        ),
        (
            [("Low", "High", "Not overdue", 3)],
            "Since the first toolkit the level is higher for all 3 children",
        ),
        (
            [("High", "Low", "Not overdue", 2), ("Low", "Medium", "Not overdue", 1)],
            "Since the first toolkit the level is lower for 2 and higher for one of 3 children",
        ),
        (
            [("High", "Low", "Overdue", 2), ("High", "Low", "Not overdue", 1)],
            "Since the first toolkit the level is lower for all 3 children; for 2 the review of "
            "the latest toolkit is overdue",
        ),
        (
            [("Low", "Low", "Overdue", 1)],
            "The level is that of the first toolkit for the one child with a toolkit; its review "
            "is overdue",
        ),
    ],
    panel_actions.open_actions: [
        ([], "No action of a panel is open"),
        (
            [("Housing", 1, 0, 0, MISSED)],
            "The one open action is overdue by 42 days, and is owned by Housing",
        ),
        ([("Housing", 0, 0, 1, None)], "The one open action has no due date"),
        ([("Housing", 0, 2, 1, None)], "None of 3 open actions is overdue; one has no due date"),
        (
            [("Housing", 1, 2, 0, MISSED)],
            "One of 3 open actions is overdue, by 42 days, and is owned by Housing",
        ),
        (
            [("Housing", 1, 0, 0, MISSED), ("Health", 1, 0, 0, HELD)],
            "Both open actions are overdue, the oldest by 42 days",
        ),
        (
            [("Health", 1, 3, 0, HELD), ("Housing", 4, 0, 2, MISSED)],
            "5 of 10 open actions are overdue, the oldest by 42 days; Housing owns 4 of them; 2 "
            "have no due date",
        ),
    ],
    panel_actions.due_actions: [
        ([("Housing", 0, 0, 0, 1)], "No action fell due; 1 action had no due date"),
        ([("Housing", 0, 1, 0, 0)], "The one action that fell due was not closed in time"),
        (
            [("Housing", 0, 4, 1, 0), ("Health", 5, 0, 0, 9)],
            "5 of 10 actions that fell due were closed in time; Housing least often, none of 5",
        ),
    ],
    panel_actions.attendance: [
        ([("Health", "No", 1)], "The one agency expected did not attend"),
        (
            [("Health", "Yes", 1), ("Health", "Deputy", 1)],
            "Agencies attended both times they were expected",
        ),
        (
            [("Health", "Update only", 6), ("Education", "Yes", 6)],
            "Agencies attended 6 of the 12 times they were expected; Health came least often, to "
            "none of 6",
        ),
    ],
}
