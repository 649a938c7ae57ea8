"""The monthly tracker meetings."""

from data.sheets.declaration import Field, Sheet
from data.tables import tracker_meeting

c = tracker_meeting.c

MEETINGS = Sheet(
    "meetings",
    tracker_meeting,
    (
        Field(
            "Held",
            c.held_on,
            also=("Date", "Meeting date", "Date of meeting", "Date of mtg", "Mtg date"),
        ),
        Field("Chair", c.chair, also=("Chaired by", "Chairperson")),
        Field(
            "Shared with partners",
            c.shared_with_partners,
            dates_as_iso=True,
            also=(
                "Shared",
                "Shared to partners",
                "Sent to partners",
                "Minutes to partners",
                "Mins to partners",
                "Minutes sent",
            ),
        ),
    ),
    about="each monthly meeting",
    also=("Meeting", "Mtgs", "Mtg", "Tracker meeting"),
    covers_all_days=True,
)
