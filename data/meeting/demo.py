"""The decisions that the demo's meetings recorded, all invented."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from data.accounts import By
from data.meeting.decisions import DecisionEntry, record

SEPTEMBER, OCTOBER = date(2022, 9, 22), date(2022, 10, 27)
"""The days of two of the demo's monthly meetings."""
KNOWN_IN_OCTOBER = 19
"""The import of the end of October, the newest that the pack of its meeting uses."""
INSPECTOR = By("inspector", "inspector", "Meeting")


def add_demo_decisions(engine: Engine) -> None:
    """Record what the meeting of October 2022 decided, and that one of its actions was done."""
    for entry in (
        DecisionEntry(
            "Child",
            "CL-0210",
            "Refer to Barnardo's, and see the child with the youth worker",
            "County Lines sergeant",
            date(2022, 11, 11),
            OCTOBER,
        ),
        DecisionEntry(
            "Area",
            "ashfield",
            "Ask the schools officer why no meeting of the NSD has been held",
            "Neighbourhood inspector",
            date(2022, 12, 1),
            OCTOBER,
        ),
    ):
        record(engine, entry, by=INSPECTOR)
    asked = DecisionEntry(
        "Meeting",
        "",
        "Agree with the missing-from-home team who brings return interviews",
        "Missing from home team",
        date(2022, 11, 15),
        OCTOBER,
    )
    first = record(engine, asked, by=INSPECTOR)
    done = DecisionEntry(asked.subject, "", asked.text, asked.owner, asked.due_on, OCTOBER, "Done")
    record(engine, done, by=INSPECTOR, follows=first)
