"""Criminal situations in which children were found."""

from sqlalchemy import Column, Date, String

from data.tables.versioned import answer, of_a_period, versioned

encounter = versioned(
    "encounter",
    Column("encounter_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("happened_on", Date, nullable=False),
    Column("found_by", String(30), nullable=False, comment="the force that found the child"),
    Column("situation", String(20), nullable=False, comment="Drug supply, Weapon …"),
    Column("treated_as", String(12), nullable=False, comment="Victim, Suspect, Both, Not decided"),
    Column("reason", String(30), comment="why as a suspect; null: not given"),
    Column("decided_on", Date, comment="null: not recorded"),
    Column("decided_by", String(12), comment="Inspector, Custody …; null: not recorded"),
    Column(
        "section_45",
        String(20),
        comment="whether the defence of section 45 of the Modern Slavery Act 2015 was considered: "
        "Yes, No, Offence excluded; null: not recorded",
    ),
    Column("nrm_then", String(12), comment="what the NRM had said by then; null: not recorded"),
    Column("crime_outcome", String(40), comment="Charged, Pending …; null: not recorded"),
    answer("ppn_sent"),
    Column("strategy_meeting_on", Date, comment="null: none recorded"),
    covering=of_a_period(
        "happened_on", "found_by, situation, treated_as, reason, decided_on, section_45"
    ),
    key=("encounter_ref",),
    comment="One row per version of a criminal situation in which a child was found",
)
