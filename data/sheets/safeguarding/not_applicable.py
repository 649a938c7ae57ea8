"""Decisions that a duty does not apply to an entry."""

from data.duties import DUTIES
from data.sheets.declaration import Field, OneOf, Sheet
from data.sheets.rules import in_order, refers_to
from data.sheets.tracker import TRACKER
from data.tables import not_applicable

c = not_applicable.c
BTP = "British Transport Police"
# Files have the key of a duty; people may also write the name that readers see now.
RENAMED = tuple((duty.label, duty.key) for duty in DUTIES if duty.label != duty.key)
REASONS = OneOf(
    (
        "Already in place",
        "Another agency did it",
        "Declined",
        "Not eligible",
        "Service not available",
    ),
    aliases=(("Refused", "Declined"), ("N/A", "Not eligible")),
)
ROLES = OneOf(("Inspector", "Sergeant", "Panel", "Social care", "Other"))

NOT_APPLICABLE = Sheet(
    "not_applicable",
    not_applicable,
    (
        Field("Tracker ref", c.child_ref),
        Field("Date added", c.added_on, ahead=False),
        Field(
            "Duty", c.duty, kind=OneOf(tuple(duty.key for duty in DUTIES), (("BTP", BTP), *RENAMED))
        ),
        Field("Reason", c.reason, kind=REASONS),
        Field("Decided on", c.decided_on, ahead=False),
        Field("Decided by", c.decided_by, kind=ROLES),
    ),
    about="each duty that does not apply to an entry, until the entry ends",
    rules=(*in_order("added_on", "decided_on"), refers_to(TRACKER, "child_ref", "added_on")),
)
