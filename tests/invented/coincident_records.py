"""What was done for the children of the coincidences: the records of the plain sheets."""

from __future__ import annotations

from datetime import date, timedelta

from data import tables
from tests.invented.random_sheets import record
from tests.slow.counting_rules import reference

THE_DAY = date(2022, 3, 1)
EVE = date(2022, 2, 28)
LEAVING_DAYS = (date(2022, 6, 24), date(2023, 6, 30))

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
# Noted on the eve, on the day, and on the day after.
noted = tuple(
    record(tables.annotation, on_day=day, about="Every trend", text="Some words", rebases=rebases)
    for day, rebases in ((EVE, "No"), (THE_DAY, "Yes"), (THE_DAY + timedelta(days=1), "No"))
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
