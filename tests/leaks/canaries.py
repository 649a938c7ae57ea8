"""Canaries: references, free text and counts that would be recognised in any output.

Two attendees speak for Gedling: gill is shown releases, and pat has an agreement.

Everything goes through the real importer. No other number of the dashboard has the same digits as
the counts of the areas. They are below the threshold that is set here, so that releases hide them.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import date
from enum import Enum
from pathlib import Path

from dashboard.answers.issues import issue
from data import accounts
from data.accounts import By
from data.database import migrate, reading_engine, writing_engine
from data.importing.run import import_files
from tests.invented.releasing import give_agreement, make_releases, without_areas
from tests.invented.workbooks import (
    OPEN,
    VULNERABLE,
    Row,
    entry,
    meeting,
    report,
    stage,
    write_csvs,
)

NEWEST = date(2022, 11, 22)
ADDED = "2022-03-10"
THRESHOLD = 1000
CHILD = "CANARY-7F3A-0"
TEXTS = ("CANARY found by a school", "CANARY Meadows line", "CANARY PND 5520 line")
REPORT = "CANARY-IR-9C41"
BYSTANDER = "canary.bystander-5d1b"
PASSWORD = "linnet cage 88 owls"
OPEN_IN_GEDLING, REPORTS = 401, 613
CHILDREN = {"Gedling": 737, "Ashfield": 941, "City Central": 1213, "": 7}

USERS = {
    "ines": ("inspector", ()),
    "serge": ("sergeant", ()),
    "lee": ("leader", ()),
    "gill": ("attendee", ("gedling",)),
    "pat": ("attendee", ("gedling",)),
    "lost": ("attendee", ("gedling",)),
    "adam": ("administrator", ()),
    "wiz": ("wizard", ("gedling",)),
    "idle": ("inspector", ()),
    BYSTANDER: ("attendee", ("ashfield",)),
}
INACTIVE, AREALESS = "idle", "lost"
BY = By("", "operator", "test")


class Canary(Enum):
    """A kind of value that must not appear everywhere."""

    REFERENCE = "the reference of a child"
    TEXT = "free text about a child"
    REPORT = "the reference of a report"
    SMALL = "a count of Gedling that is hidden in what is released"
    ELSEWHERE = "a count of another area that is hidden in what is released"
    DISTRICT = "a count that is released, and less that of Gedling is that of the other area"
    LARGE = "a count that is shown in what is released"
    REPORTS = "a number of reports"
    ACCOUNT = "somebody else's account"
    PASSWORD = "a password, or the hash of one"
    PLACE = "the name of an area"


TEXTS_OF: dict[Canary, tuple[str, ...]] = {
    Canary.REFERENCE: ("CANARY-7F3A",),
    Canary.TEXT: TEXTS,
    Canary.REPORT: (REPORT,),
    Canary.ACCOUNT: (BYSTANDER,),
    Canary.PASSWORD: (PASSWORD, "$2b$"),
    Canary.PLACE: ("Gedling", "Ashfield", "City Central"),
}
NUMBERS_OF: dict[Canary, tuple[int, ...]] = {
    Canary.SMALL: (737, OPEN_IN_GEDLING, 737 - OPEN_IN_GEDLING),
    Canary.ELSEWHERE: (941,),
    Canary.DISTRICT: (737 + 941,),
    Canary.LARGE: (1213, 737 + 941 + 1213 + 7),
    Canary.REPORTS: (REPORTS,),
}


def found_in(sent: bytes) -> set[Canary]:
    """The canaries in what was sent: text as it is, numbers as text and as Arrow stores them."""
    texts = {kind for kind, all_ in TEXTS_OF.items() if any(each.encode() in sent for each in all_)}
    return texts | {
        kind for kind, all_ in NUMBERS_OF.items() if any(_has_number(sent, each) for each in all_)
    }


def _has_number(sent: bytes, number: int) -> bool:
    written = rf"(?<![0-9A-Za-z.,#-])({number}|{number:,})(?![0-9A-Za-z]|[.,-][0-9])".encode()
    packed = struct.pack("<q", number), struct.pack("<d", number)
    return any(each in sent for each in packed) or re.search(written, sent) is not None


def load_canaries(url: str, folder: Path) -> None:
    """Import the canaries, and make an account of each kind, and the releases."""
    migrate(url)
    engine = writing_engine(url)
    files = write_csvs(
        folder,
        {
            "tracker": list(_children()),
            "intelligence": list(_reports()),
            "nsd_stages": [stage("Gedling", "2022-05-02"), stage("Ashfield", "2022-06-06")],
            "meetings": [meeting("2022-10-27")],
        },
    )
    assert import_files(engine, [files], extracted_on=NEWEST).import_id == 1
    assert make_releases(engine, 1, threshold=THRESHOLD) == 24
    for name, (role, areas) in USERS.items():
        password = PASSWORD if name in (BYSTANDER, "ines", "gill", "pat") else None
        accounts.add(engine, name, password, role, areas, by=BY)
    accounts.disable(engine, INACTIVE, by=BY)
    without_areas(engine, AREALESS)
    give_agreement(engine, "pat", ["gedling"])
    reading = reading_engine(url)
    issue(reading, engine, THRESHOLD, by=BY)
    reading.dispose()
    engine.dispose()


def _children() -> Iterator[Row]:
    source, line, pnd = TEXTS
    details = {"Source": source, "County_line": line, "PND_line": pnd, "PND_recorded": ADDED}
    number = 0
    for area, children in CHILDREN.items():
        for place in range(children):
            status = OPEN if area == "Gedling" and place < OPEN_IN_GEDLING else VULNERABLE
            ref = f"CANARY-7F3A-{number}"
            yield entry(ref, ADDED, Home_area=area, Status=status, **details)
            number += 1


def _reports() -> Iterator[Row]:
    for number in range(REPORTS):
        linked = CHILD if number == 0 else ""
        yield report(f"{REPORT}-{number}", "2022-05-01", Tracker_refs=linked)
