"""What was done for the children of the coincidences: the records of the plain sheets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from data.recording.comparing import content
from data.tables import record_tables
from tests.invented.random_sheets import record
from tests.slow.counting_rules import reference

THE_DAY = date(2022, 3, 1)
EVE, AFTER = THE_DAY - timedelta(days=1), THE_DAY + timedelta(days=1)
LEAVING_DAYS = (date(2022, 6, 24), date(2023, 6, 30))
CITY, COUNTY = (line["panel"] for line in reference("panels"))
OURS = "Nottinghamshire Police"

TABLES = {table.name: table for table in record_tables()}
RECORDS: dict[str, tuple[Any, ...]] = {}


def add(
    name: str,
    columns: str,
    rows: Iterable[tuple[Any, ...]],
    **same: Any,
) -> None:
    """Add the records of a table: a row has the values of the columns named, and the others are
    alike, or null."""
    empty = dict.fromkeys(content(TABLES[name]))
    cells = (dict(zip(columns.split(), row, strict=True)) for row in rows)
    RECORDS[name] = tuple(record(TABLES[name], **empty | same | row) for row in cells)


# Two answers that lapse on the day and on the day after; children who leave school.
add(
    "education",
    "child_ref from_on checked_on hours_a_week",
    (
        ("B", date(2021, 12, 1), THE_DAY - timedelta(days=90), 16),
        ("A", date(2021, 12, 1), THE_DAY - timedelta(days=90), 15),
        ("C", EVE, EVE, 0),
        ("C", THE_DAY, THE_DAY, 1),
        ("C", AFTER, THE_DAY + timedelta(days=89), 24),
        ("C", THE_DAY + timedelta(days=89), THE_DAY + timedelta(days=89), 25),
        *((ref, date(2022, 5, 1), LEAVING_DAYS[1], 16) for ref in "EF"),
    ),
    status="College",
)
# Noted on the eve, on the day, and on the day after.
add(
    "annotation",
    "on_day rebases",
    ((EVE, "No"), (THE_DAY, "Yes"), (AFTER, "No")),
    about="Every trend",
    text="Some words",
)
# Searched on the day itself, on the next working day, after it, and not at all.
add(
    "daily_search",
    "for_day done_on not_done_because",
    (
        (EVE, EVE, None),
        (THE_DAY, date(2022, 3, 2), None),
        (date(2022, 3, 3), None, "No staff"),
        (date(2022, 3, 4), date(2022, 3, 7), None),
        (date(2022, 3, 5), date(2022, 3, 8), None),
        (date(2022, 4, 14), date(2022, 4, 19), None),  # over Easter
        *((day, day + timedelta(days=1), None) for day in LEAVING_DAYS),
        *((day - timedelta(days=1), day, None) for day in LEAVING_DAYS),
    ),
    reports_reviewed=1,
    children_linked=0,
)
# Panels that met on the day, a day late, the day after, and not at all.
MEETINGS = (
    (CITY, date(2022, 2, 1), date(2022, 2, 1), None, date(2022, 2, 1), "Yes"),
    (CITY, EVE, None, "No chair", EVE, None),
    (CITY, THE_DAY, THE_DAY, None, EVE, "Yes"),
    (CITY, AFTER, None, None, None, None),
    (COUNTY, EVE, THE_DAY, None, AFTER, "No"),
    (COUNTY, THE_DAY, AFTER, None, THE_DAY, None),
)
add(
    "panel_meeting",
    "panel planned_for held_on not_held_because names_circulated_on sergeant_attended",
    MEETINGS,
)
add(
    "panel_attendance",
    "panel planned_for agency attended",
    (
        (panel, planned_for, agency, attended)
        for panel, planned_for, *_ in MEETINGS[:-1]
        for agency, attended in (("Health", "Deputy"), ("Education", "No"), ("Housing", "Yes"))
    ),
)
add(
    "toolkit",
    "child_ref completed_on level review_by",
    (
        ("B", EVE, "Low", THE_DAY),
        ("B", THE_DAY, "Medium", None),
        ("B", AFTER, "High", None),
        ("C", EVE, "High", EVE),
        ("A", EVE, "No concern", None),
    ),
    completed_by="Early Help",
)
# Deferred once by a panel that did not meet and once by one that did; and twice by one panel.
add(
    "panel_listing",
    "panel listed_for child_ref heard outcome",
    (
        (CITY, EVE, "B", "Deferred", None),
        (COUNTY, EVE, "B", "Deferred", None),
        (CITY, THE_DAY, "B", "Yes", "Keep open"),
        (COUNTY, EVE, "C", "Deferred", None),
        (COUNTY, THE_DAY, "C", "Deferred", None),
        (CITY, THE_DAY, "C", "Withdrawn", None),
        (CITY, THE_DAY, "A", "Yes", "Keep open"),
    ),
    referred_on=EVE,
)
# Due on the day, and closed before it, on it, after it and not at all; or without a date.
add(
    "panel_action",
    "action_ref agreed_on about child_ref due_on closed_on",
    (
        ("PA0", EVE, "Child", "A", THE_DAY, EVE),
        ("PA1", EVE, "Child", "B", THE_DAY, THE_DAY),
        ("PA2", EVE, "Child", "C", THE_DAY, AFTER),
        ("PA3", EVE, "Child", "D", THE_DAY, None),
        ("PA4", EVE, "Place", None, EVE, None),
        ("PA5", EVE, "Child", "B", None, None),
        ("PA6", EVE, "Place", None, None, THE_DAY),
        ("PA7", AFTER, "Child", "B", AFTER, None),
    ),
    meeting=CITY,
    kind="Safeguard",
    owner="Housing",
)
# A visit in each spell of a child who changes status and area on the day, and one of a child who
# was added again on it; referrals answered on the day; children missing over it.
add(
    "visit",
    "visit_ref child_ref visited_on outcome parent_or_carer why_not_appropriate seen_alone",
    (
        ("V0", "A", date(2021, 11, 1), "Seen", "Present", None, "Yes"),
        ("V1", "A", EVE, "No reply", None, None, None),
        ("V2", "A", THE_DAY, "Seen", "Not appropriate", "Other", None),
        ("V3", "B", EVE, "Seen", None, None, None),
        ("V4", "B", THE_DAY, "Not there", None, None, None),
        ("V5", "C", EVE, "No reply", None, None, None),
        ("V6", "C", THE_DAY, "Seen", "Present", None, "Yes"),
        ("V7", "AGAIN", THE_DAY, "Declined by child", None, None, None),
        ("V8", "AGAIN", AFTER, "No reply", None, None, None),
    ),
    visited_by="County Lines team",
    safeguarding="Yes",
    education="No",
)
add(
    "referral",
    "referral_ref child_ref sent_on sent_to response responded_on",
    (
        ("R0", "A", EVE, "MASH (City)", "Accepted", THE_DAY),
        ("R1", "A", THE_DAY, "Barnardo's", "Awaiting", None),
        ("R2", "B", EVE, "MASH (City)", "Returned", EVE),
        ("R3", "C", THE_DAY, "Other", None, None),
        ("R4", "AGAIN", THE_DAY, "Barnardo's", "Declined by family", THE_DAY),
    ),
)
add(
    "missing_episode",
    "episode_ref child_ref missing_from found_on interview_done_on",
    (
        ("M0", "A", EVE, THE_DAY, THE_DAY + timedelta(days=3)),
        ("M1", "B", EVE, EVE, THE_DAY + timedelta(days=3)),
        ("M2", "B", THE_DAY, THE_DAY, None),
        ("M3", "C", THE_DAY, None, None),
    ),
)
# Decided on the day and after it; and messages dealt with on the day and after it.
add(
    "nrm_referral",
    "nrm_ref child_ref referred_on first_responder rg rg_on cg cg_on",
    (
        ("N0", "A", date(2021, 11, 1), "Other", "Positive", EVE, "Positive", THE_DAY),
        ("N1", "B", EVE, OURS, "Positive", THE_DAY, "Awaiting", None),
        ("N2", "B", THE_DAY, "Nottingham City Council", "Negative", AFTER, None, None),
        ("N3", "C", AFTER, "Barnardo's", "Awaiting", None, None, None),
    ),
    criminal="Yes",
    county_lines="Yes",
)
add(
    "sca_referral",
    "sca_ref received_on area_code reviewed_on finding actioned_on action",
    (
        ("S0", EVE, "gedling", THE_DAY, "For us", AFTER, "Visit"),
        ("S1", THE_DAY, None, None, None, None, None),
        ("S2", THE_DAY, "city-west", THE_DAY, "For us", THE_DAY, "Visit"),
        ("S3", AFTER, "gedling", AFTER, "For us", None, None),
    ),
    kind="Decision",
)
# Decided on the day, after it, and never; a suspect with a reason and one without.
add(
    "encounter",
    "encounter_ref child_ref happened_on found_by treated_as reason decided_on section_45",
    (
        ("E0", "A", EVE, OURS, "Victim", None, THE_DAY, None),
        ("E1", "A", THE_DAY, "Another force", "Suspect", None, THE_DAY, None),
        ("E2", "B", THE_DAY, OURS, "Both", "Other", AFTER, "Yes"),
        ("E3", "B", THE_DAY, OURS, "Suspect", "Other", None, "Yes"),
        ("E4", "C", AFTER, "British Transport Police", "Not decided", None, None, None),
    ),
    situation="Weapon",
)
add("not_applicable", "", ())
