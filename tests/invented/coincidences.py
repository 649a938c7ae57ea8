"""A small data set in which all that can fall on one day does: random ones seldom hold it all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from data import tables
from data.sheets import SHEETS
from tests.invented.data_set import DataSet, Extract, Life
from tests.invented.random_sheets import record
from tests.invented.records import (
    Child,
    Coverage,
    Entry,
    Import,
    Link,
    Meeting,
    Report,
    Spell,
    Stage,
)
from tests.slow.counting_rules import reference

OPEN, VULNERABLE = "Open to the County Lines team", "Vulnerable to County Lines"
THE_DAY = date(2022, 3, 1)
EVE = date(2022, 2, 28)


def entry(ref: str, added_on: date, removed_on: date | None = None, reason: str = "") -> Entry:
    return Entry(
        ref, added_on, removed_on, reason or None, "Teacher", None, added_on, "", None, None
    )


def life(born: date | None, gender: str, *stays: tuple[Entry, tuple[Spell, ...]]) -> Life:
    child = Child(stays[0][0].child_ref, born, gender)
    entries, spells = zip(*stays, strict=True)
    return Life(child, entries, spells)


def stay(of: Entry, *changes: tuple[date, str, str | None]) -> tuple[Entry, tuple[Spell, ...]]:
    return of, tuple(
        Spell(of.child_ref, of.added_on, *change, of.place_in_day) for change in changes
    )


# Born on 29 February, 18 on the day; changed status and area, and was removed, on that day.
reached_18 = life(
    date(2004, 2, 29),
    "Male",
    stay(
        entry("A", date(2021, 11, 30), THE_DAY, "Reached 18"),
        (date(2021, 11, 30), VULNERABLE, "gedling"),
        (THE_DAY, OPEN, "city-west"),
    ),
)
# Moves into an area from none on the day; turns 18 later, and is still on the tracker then.
stays_on = life(
    date(2004, 5, 30),
    "Female",
    stay(
        entry("B", date(2021, 8, 31)),
        (date(2021, 8, 31), OPEN, None),
        (THE_DAY, OPEN, "gedling"),
    ),
)
# Removed on the day, and re-entered on it; an entry of one day before that.
re_entered = life(
    date(2008, 2, 29),
    "Male",
    stay(entry("C", EVE, EVE), (EVE, VULNERABLE, "gedling")),
    stay(
        entry("C", THE_DAY, date(2023, 3, 1), "Risk reduced"),
        (THE_DAY, VULNERABLE, "gedling"),
        (date(2022, 4, 1), VULNERABLE, "city-west"),
        (date(2022, 5, 1), OPEN, "city-west"),
    ),
)
# Added and removed on the day, of unknown age and place.
one_day = life(None, "Unknown", stay(entry("D", THE_DAY, THE_DAY), (THE_DAY, OPEN, None)))
# Added and removed on the day, and added again on it.
added_again = life(
    date(2009, 6, 1),
    "Female",
    stay(entry("AGAIN", THE_DAY, THE_DAY, "Recorded in error"), (THE_DAY, OPEN, "gedling")),
    stay(replace(entry("AGAIN", THE_DAY), place_in_day=2), (THE_DAY, VULNERABLE, "gedling")),
)

# Born on the last day of a school year and on the first of the next: they may leave school, on the
# last Friday of June, a year apart.
oldest_of_a_year, youngest_of_a_year = (
    life(born, "Male", stay(entry(ref, date(2022, 5, 1)), (date(2022, 5, 1), OPEN, "gedling")))
    for ref, born in (("E", date(2006, 8, 31)), ("F", date(2006, 9, 1)))
)
LEAVING_DAYS = (date(2022, 6, 24), date(2023, 6, 30))

reports = tuple(
    Report(f"IR{number}", day, flag, area)
    for number, (day, flag, area) in enumerate(
        (
            (date(2021, 3, 31), "County Lines", "gedling"),
            (date(2021, 4, 1), "County Lines", None),
            (THE_DAY, "County Lines", "gedling"),
            (THE_DAY, "Knives", "gedling"),
            (THE_DAY, "County Lines", None),
            (date(2022, 3, 31), "County Lines", "city-west"),
            (date(2022, 4, 1), "County Lines", "city-west"),
        )
    )
)
links = (Link("IR2", "B"), Link("IR3", "C"), Link("IR0", "E"), Link("IR6", "C"))
stages = (
    Stage("gedling", date(2022, 1, 1), "Planned", THE_DAY),
    Stage("gedling", THE_DAY, "Live", None),
    Stage("city-west", THE_DAY, "Planned", date(2023, 1, 1)),
)
meetings = (Meeting(EVE, None, None), Meeting(THE_DAY, "Inspector", "Yes"))
# Two answers that lapse on the day and on the day after; children who leave school.
education = tuple(
    record(
        tables.education,
        child_ref=ref,
        from_on=from_on,
        checked_on=checked_on,
        status="College",
        hours_a_week=hours,
        has_plan=None,
    )
    for ref, from_on, checked_on, hours in (
        ("B", date(2021, 12, 1), THE_DAY - timedelta(days=90), 16),
        ("A", date(2021, 12, 1), THE_DAY - timedelta(days=90), 15),
        ("C", EVE, EVE, 0),
        ("C", THE_DAY, THE_DAY, 1),
        ("C", THE_DAY + timedelta(days=1), THE_DAY + timedelta(days=89), 24),
        ("C", THE_DAY + timedelta(days=89), THE_DAY + timedelta(days=89), 25),
        *((ref, date(2022, 5, 1), LEAVING_DAYS[1], 16) for ref in "EF"),
    )
)
# Searched on the day itself, on the next working day, after it, and not at all.
searches = tuple(
    record(
        tables.daily_search,
        for_day=for_day,
        done_on=done_on,
        not_done_because=None if done_on else "No staff",
        reports_reviewed=1,
        children_linked=0,
        new_children=None,
    )
    for for_day, done_on in (
        (EVE, EVE),
        (THE_DAY, date(2022, 3, 2)),
        (date(2022, 3, 3), None),
        (date(2022, 3, 4), date(2022, 3, 7)),
        (date(2022, 3, 5), date(2022, 3, 8)),
        (date(2022, 4, 14), date(2022, 4, 19)),  # over Easter
        *((day, day + timedelta(days=1)) for day in LEAVING_DAYS),
        *((day - timedelta(days=1), day) for day in LEAVING_DAYS),
    )
)

# Panels that met on the day, a day late, the day after, and not at all.
AFTER = THE_DAY + timedelta(days=1)
CITY_PANEL, COUNTY_PANEL = (line["panel"] for line in reference("panels"))
panel_meetings = tuple(
    record(
        tables.panel_meeting,
        panel=panel,
        planned_for=planned_for,
        held_on=held_on,
        not_held_because="No chair" if planned_for == EVE and not held_on else None,
        names_circulated_on=circulated_on,
        sergeant_attended=sergeant,
    )
    for panel, planned_for, held_on, circulated_on, sergeant in (
        (CITY_PANEL, date(2022, 2, 1), date(2022, 2, 1), date(2022, 2, 1), "Yes"),
        (CITY_PANEL, EVE, None, EVE, None),
        (CITY_PANEL, THE_DAY, THE_DAY, EVE, "Yes"),
        (CITY_PANEL, AFTER, None, None, None),
        (COUNTY_PANEL, EVE, THE_DAY, AFTER, "No"),
        (COUNTY_PANEL, THE_DAY, AFTER, THE_DAY, None),
    )
)
panel_attendance = tuple(
    record(
        tables.panel_attendance,
        panel=each.panel,
        planned_for=each.planned_for,
        agency=agency,
        attended=attended,
    )
    for each in panel_meetings[:-1]
    for agency, attended in (("Health", "Deputy"), ("Education", "No"), ("Housing", "Yes"))
)
toolkits = tuple(
    record(
        tables.toolkit,
        child_ref=ref,
        completed_on=completed_on,
        completed_by="Early Help",
        level=level,
        review_by=review_by,
    )
    for ref, completed_on, level, review_by in (
        ("B", EVE, "Low", THE_DAY),
        ("B", THE_DAY, "Medium", None),
        ("B", AFTER, "High", None),
        ("C", EVE, "High", EVE),
        ("A", EVE, "No concern", None),
    )
)
# Deferred once by a panel that did not meet and once by one that did; and twice by one panel.
panel_list = tuple(
    record(
        tables.panel_listing,
        panel=panel,
        listed_for=listed_for,
        child_ref=ref,
        referred_on=EVE,
        heard=heard,
        outcome="Keep open" if heard == "Yes" else None,
        review_on=None,
        strategy_meeting_on=None,
        police_there=None,
        strategy_outcome=None,
    )
    for panel, listed_for, ref, heard in (
        (CITY_PANEL, EVE, "B", "Deferred"),
        (COUNTY_PANEL, EVE, "B", "Deferred"),
        (CITY_PANEL, THE_DAY, "B", "Yes"),
        (COUNTY_PANEL, EVE, "C", "Deferred"),
        (COUNTY_PANEL, THE_DAY, "C", "Deferred"),
        (CITY_PANEL, THE_DAY, "C", "Withdrawn"),
        (CITY_PANEL, THE_DAY, "A", "Yes"),
    )
)
# Due on the day, and closed before it, on it, after it and not at all; or without a date.
panel_actions = tuple(
    record(
        tables.panel_action,
        action_ref=f"PA{number}",
        meeting=CITY_PANEL,
        agreed_on=agreed_on,
        child_ref=ref,
        about="Child" if ref else "Place",
        kind="Safeguard",
        owner="Housing",
        due_on=due_on,
        closed_on=closed_on,
        result=None,
    )
    for number, (agreed_on, ref, due_on, closed_on) in enumerate(
        (
            (EVE, "A", THE_DAY, EVE),
            (EVE, "B", THE_DAY, THE_DAY),
            (EVE, "C", THE_DAY, AFTER),
            (EVE, "D", THE_DAY, None),
            (EVE, None, EVE, None),
            (EVE, "B", None, None),
            (EVE, None, None, THE_DAY),
            (AFTER, "B", AFTER, None),
        )
    )
)

# A visit in each spell of a child who changes status and area on the day, and one of a child who
# was added again on it; referrals answered on the day; children missing over it.
visits = tuple(
    record(
        tables.visit,
        visit_ref=f"V{number}",
        child_ref=ref,
        visited_on=visited_on,
        visited_by="County Lines team",
        safeguarding="Yes",
        education="No",
        understanding=None,
        outcome=outcome,
        parent_or_carer=parent,
        why_not_appropriate="Other" if parent == "Not appropriate" else None,
        seen_alone="Yes" if parent == "Present" else None,
        view_recorded=None,
        ppn_sent=None,
        next_by=None,
    )
    for number, (ref, visited_on, outcome, parent) in enumerate(
        (
            ("A", date(2021, 11, 1), "Seen", "Present"),
            ("A", EVE, "No reply", None),
            ("A", THE_DAY, "Seen", "Not appropriate"),
            ("B", EVE, "Seen", None),
            ("B", THE_DAY, "Not there", None),
            ("C", EVE, "No reply", None),
            ("C", THE_DAY, "Seen", "Present"),
            ("AGAIN", THE_DAY, "Declined by child", None),
            ("AGAIN", THE_DAY + timedelta(days=1), "No reply", None),
        )
    )
)
referrals = tuple(
    record(
        tables.referral,
        referral_ref=f"R{number}",
        child_ref=ref,
        sent_on=sent_on,
        sent_to=sent_to,
        trigger_on=None,
        ppn_ref=None,
        grade=None,
        response=response,
        responded_on=responded_on,
        outcome=None,
        reported_back_on=None,
    )
    for number, (ref, sent_on, sent_to, response, responded_on) in enumerate(
        (
            ("A", EVE, "MASH (City)", "Accepted", THE_DAY),
            ("A", THE_DAY, "Barnardo's", "Awaiting", None),
            ("B", EVE, "MASH (City)", "Returned", EVE),
            ("C", THE_DAY, "Other", None, None),
            ("AGAIN", THE_DAY, "Barnardo's", "Declined by family", THE_DAY),
        )
    )
)
missing = tuple(
    record(
        tables.missing_episode,
        episode_ref=f"M{number}",
        child_ref=ref,
        missing_from=missing_from,
        found_on=found_on,
        interview_offered=None,
        interview_done_on=done_on,
    )
    for number, (ref, missing_from, found_on, done_on) in enumerate(
        (
            ("A", EVE, THE_DAY, THE_DAY + timedelta(days=3)),
            ("B", EVE, EVE, THE_DAY + timedelta(days=3)),
            ("B", THE_DAY, THE_DAY, None),
            ("C", THE_DAY, None, None),
        )
    )
)

# Decided on the day and after it; and messages dealt with on the day and after it.
nrm_referrals = tuple(
    record(
        tables.nrm_referral,
        nrm_ref=f"N{number}",
        child_ref=ref,
        referred_on=referred_on,
        first_responder=responder,
        **dict.fromkeys(("criminal", "county_lines"), "Yes"),
        **dict.fromkeys(("labour", "sexual", "domestic", "organ_harvesting", "decided_by")),
        rg=reasonable,
        rg_on=rg_on,
        cg=conclusive,
        cg_on=cg_on,
        **dict.fromkeys(("reconsideration_on", "reconsidered", "crime_recorded_on")),
    )
    for number, (ref, referred_on, responder, reasonable, rg_on, conclusive, cg_on) in enumerate(
        (
            ("A", date(2021, 11, 1), "Other", "Positive", EVE, "Positive", THE_DAY),
            ("B", EVE, "Nottinghamshire Police", "Positive", THE_DAY, "Awaiting", None),
            ("B", THE_DAY, "Nottingham City Council", "Negative", AFTER, None, None),
            ("C", AFTER, "Barnardo's", "Awaiting", None, None, None),
        )
    )
)
sca_referrals = tuple(
    record(
        tables.sca_referral,
        sca_ref=f"S{number}",
        received_on=received_on,
        kind="Decision",
        child_ref=None,
        area_code=area,
        reviewed_on=reviewed_on,
        finding="For us" if reviewed_on else None,
        actioned_on=actioned_on,
        action="Visit" if actioned_on else None,
    )
    for number, (received_on, area, reviewed_on, actioned_on) in enumerate(
        (
            (EVE, "gedling", THE_DAY, AFTER),
            (THE_DAY, None, None, None),
            (THE_DAY, "city-west", THE_DAY, THE_DAY),
            (AFTER, "gedling", AFTER, None),
        )
    )
)

# Decided on the day, after it, and never; a suspect with a reason and one without.
encounters = tuple(
    record(
        tables.encounter,
        encounter_ref=f"E{number}",
        child_ref=ref,
        happened_on=happened_on,
        found_by=found_by,
        situation="Weapon",
        treated_as=treated_as,
        reason=reason,
        decided_on=decided_on,
        section_45="Yes" if reason else None,
        **dict.fromkeys(
            ("decided_by", "nrm_then", "crime_outcome", "ppn_sent", "strategy_meeting_on")
        ),
    )
    for number, (ref, happened_on, found_by, treated_as, reason, decided_on) in enumerate(
        (
            ("A", EVE, "Nottinghamshire Police", "Victim", None, THE_DAY),
            ("A", THE_DAY, "Another force", "Suspect", None, THE_DAY),
            ("B", THE_DAY, "Nottinghamshire Police", "Both", "Other", AFTER),
            ("B", THE_DAY, "Nottinghamshire Police", "Suspect", "Other", None),
            ("C", AFTER, "British Transport Police", "Not decided", None, None),
        )
    )
)

plain = {
    "nsd_stage": stages,
    "tracker_meeting": meetings,
    "daily_search": searches,
    "education": education,
    "panel_meeting": panel_meetings,
    "panel_attendance": panel_attendance,
    "toolkit": toolkits,
    "panel_listing": panel_list,
    "panel_action": panel_actions,
    "visit": visits,
    "referral": referrals,
    "missing_episode": missing,
    "nrm_referral": nrm_referrals,
    "sca_referral": sca_referrals,
    "encounter": encounters,
    "not_applicable": (),
}

OTHERWISE = {"changes", "intelligence", "meetings", "nsd_stages"}
# Of March 2022, some days are missing.
covered = (
    Coverage("intelligence", date(2021, 3, 1), date(2022, 3, 15)),
    Coverage("intelligence", date(2022, 3, 20), date(2022, 12, 31)),
    Coverage("meetings", None, THE_DAY),
    Coverage("nsd_stages", None, THE_DAY),
    *(Coverage(sheet, None, date(2023, 12, 31)) for sheet in SHEETS if sheet not in OTHERWISE),
)
lives = (
    reached_18,
    stays_on,
    re_entered,
    one_day,
    added_again,
    oldest_of_a_year,
    youngest_of_a_year,
)

COINCIDENCES = DataSet(
    extracts=(Extract(lives, reports, plain, links),),
    imports=(Import(1, THE_DAY, datetime(2022, 3, 2), False, (), covered),),  # noqa: DTZ001
    refusals=(),
)
