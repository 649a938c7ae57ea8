"""The National Referral Mechanism (NRM): referrals to it, and what its authority sends back."""

from sqlalchemy import Column, Date, ForeignKey, Index, String

from data.tables.versioned import answer, versioned

nrm_referral = versioned(
    "nrm_referral",
    Column("nrm_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("referred_on", Date, nullable=False),
    Column(
        "first_responder",
        String(40),
        nullable=False,
        comment="who referred the child, as reference/first_responders.csv names it",
    ),
    answer("criminal", "criminal exploitation"),
    answer("labour", "labour exploitation"),
    answer("sexual", "sexual exploitation"),
    answer("domestic", "domestic servitude"),
    answer("organ_harvesting"),
    answer("county_lines", "the Home Office's flag"),
    Column("decided_by", String(30), comment="SCA or a local authority panel; null: not recorded"),
    Column("rg", String(12), nullable=False, comment="reasonable grounds: Awaiting, Positive …"),
    Column("rg_on", Date, comment="null: not decided"),
    Column("cg", String(12), comment="conclusive grounds: Awaiting, Positive, Not reached …"),
    Column("cg_on", Date, comment="null: not decided"),
    Column("reconsideration_on", Date, comment="when it was asked for; null: it was not"),
    Column("reconsidered", String(10), comment="Upheld or Changed; null: not decided"),
    Column("crime_recorded_on", Date),
    covering={
        # The first holds all that duties need, and all that a period's records are counted by with
        # filters; the second, what they are counted by without.
        "child": ("child_ref, referred_on", "rg, cg, first_responder, rg_on, cg_on, decided_by"),
        "day": ("referred_on", "child_ref, first_responder, rg, rg_on, cg, cg_on, decided_by"),
    },
    key=("nrm_ref",),
    comment="One row per version of a referral of a child to the National Referral Mechanism",
)

sca_referral = versioned(
    "sca_referral",
    Column("sca_ref", String(40), nullable=False),
    Column("received_on", Date, nullable=False),
    Column("kind", String(30), nullable=False, comment="New referral, Decision …"),
    Column("child_ref", String(40), comment="null: no child on the tracker"),
    Column("area_code", ForeignKey("area.code"), comment="null: no area given"),
    Column("reviewed_on", Date, comment="null: not reviewed"),
    Column("finding", String(20), comment="For us, Duplicate …; null: not reviewed"),
    Column("actioned_on", Date, comment="null: not actioned"),
    Column("action", String(20), comment="Crime recorded, Visit …; null: not actioned"),
    Index(None, "received_on", "known_from"),
    Index(None, "child_ref"),
    key=("sca_ref",),
    comment="One row per version of what the Single Competent Authority (SCA) sent to the force",
)
