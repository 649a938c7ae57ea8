"""Referrals of children on the tracker to other agencies, except to the NRM."""

from sqlalchemy import Column, Date, Index, String

from data.tables.versioned import of_a_period, versioned

referral = versioned(
    "referral",
    Column("referral_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("sent_on", Date, nullable=False),
    Column(
        "sent_to", String(30), nullable=False, comment="as reference/referral_agencies.csv names it"
    ),
    Column(
        "trigger_on",
        Date,
        comment="the day of what called for it; null: the day on which the child was added",
    ),
    Column("ppn_ref", String(40), comment="the Public Protection Notice by which it was sent"),
    Column("grade", String(20), comment="Red, Amber, Green …; null: not recorded"),
    Column("response", String(30), comment="Awaiting, Accepted …; null: not recorded"),
    Column("responded_on", Date, comment="null: not answered"),
    Column("outcome", String(30), comment="what came of a referral to MASH; null: not recorded"),
    Column("reported_back_on", Date, comment="when the agency told the team what came of it"),
    Index(None, "child_ref", "responded_on", "known_from", "known_until"),
    covering={
        # That of the child holds every column that duties need, too.
        **of_a_period("sent_on", "sent_to, response, responded_on, outcome, grade"),
        "answer": ("responded_on", "child_ref"),
    },
    key=("referral_ref",),
    comment="One row per version of a referral of a child to another agency",
)
