"""Criminal situations in which children on the tracker were found, as victims or suspects."""

from sqlalchemy import and_

from data.sheets.declaration import YES_NO, Field, OneOf, Sheet
from data.sheets.rules import in_order, needed_with, refers_to, row_rule
from data.sheets.tracker import TRACKER
from data.tables import encounter

c = encounter.c
NOT_DECIDED = "Not decided"
AS_SUSPECT = ("Suspect", "Both")
CHARGED = "Charged"
DECIDED_BY = OneOf(("Inspector", "Sergeant", "Constable", "Custody", "Other"))
SECTION_45 = OneOf(("Yes", "No", "Offence excluded"))
SITUATIONS = OneOf(
    (
        "Drug supply",
        "Drug possession",
        "Weapon",
        "Robbery",
        "Other violence",
        "Theft",
        "Found away from home",
        "Other",
    )
)
REASONS = OneOf(
    (
        "Evidence of own choice",
        "Evidence of recruiting others",
        "Serious harm to another",
        "Offence outside the defence",
        "Other",
    )
)
OUTCOMES = OneOf(
    (
        CHARGED,
        "Caution or community resolution",
        "Outcome 22 diversion",
        "Other no action",
        "Pending",
    )
)
NRM_THEN = OneOf(("None", "Referred", "RG positive", "CG positive"))

ENCOUNTERS = Sheet(
    "encounters",
    encounter,
    (
        Field("Encounter ref", c.encounter_ref),
        Field("Tracker ref", c.child_ref),
        Field("Happened on", c.happened_on, ahead=False),
        Field("Found by", c.found_by, listed="finders"),
        Field("Situation", c.situation, kind=SITUATIONS),
        Field("Treated as", c.treated_as, kind=OneOf(("Victim", *AS_SUSPECT, NOT_DECIDED))),
        Field("Reason", c.reason, required=True, kind=REASONS),
        Field("Decided on", c.decided_on, ahead=False),
        Field("Decided by", c.decided_by, kind=DECIDED_BY),
        Field("Section 45 considered", c.section_45, kind=SECTION_45),
        Field("NRM at the time", c.nrm_then, kind=NRM_THEN),
        Field("Crime outcome", c.crime_outcome, kind=OUTCOMES),
        Field("PPN sent", c.ppn_sent, kind=YES_NO),
        Field("Strategy meeting on", c.strategy_meeting_on),
    ),
    about="each time that a child of the tracker is found in a criminal situation",
    rules=(
        *in_order("happened_on", "decided_on"),
        refers_to(TRACKER, "child_ref"),
        needed_with(
            "reason",
            "treated_as",
            *AS_SUSPECT,
            problem="{0} is not given for a child who is treated as a suspect",
            remedy="",
        ),
        row_rule(
            ("section_45",),
            "{0} is No for a child who is treated as a suspect",
            lambda row, _: and_(row.section_45 == "No", row.treated_as.in_(AS_SUSPECT)),
        ),
        row_rule(
            ("crime_outcome",),
            "{0} is Charged, although the NRM had not decided yet",
            lambda row, _: and_(
                row.crime_outcome == CHARGED, row.nrm_then.in_(("Referred", "RG positive"))
            ),
        ),
    ),
)
