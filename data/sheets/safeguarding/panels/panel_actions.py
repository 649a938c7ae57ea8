"""The actions that the panels agreed: a row for each."""

from data.sheets.declaration import Field, OneOf, Sheet
from data.sheets.rules import in_order, needs, refers_to
from data.sheets.tracker import TRACKER
from data.tables import panel_action

c = panel_action.c
ABOUT = OneOf(("Child", "Group", "Place", "Alleged perpetrators"))
KINDS = OneOf(("Safeguard", "Disrupt", "Education or work", "Health", "Family", "Diversion"))
RESULTS = OneOf(("Done", "Partly", "No longer needed", "Not possible"))

PANEL_ACTIONS = Sheet(
    "panel_actions",
    panel_action,
    (
        Field("Action ref", c.action_ref),
        Field("Meeting", c.meeting, listed="panels"),
        Field("Agreed on", c.agreed_on, ahead=False),
        Field("Tracker ref", c.child_ref),
        Field("About", c.about, kind=ABOUT),
        Field("Kind", c.kind, kind=KINDS),
        Field("Owner", c.owner, listed="agencies"),
        Field("Due on", c.due_on, required=True),
        Field("Closed on", c.closed_on, required=True, ahead=False),
        Field("Result", c.result, kind=RESULTS),
    ),
    about="each action agreed, by the panel whose meeting agreed it",
    rules=(
        *in_order("agreed_on", "due_on"),
        *in_order("agreed_on", "closed_on"),
        needs("result", "closed_on"),
        refers_to(TRACKER, "child_ref"),
    ),
)
