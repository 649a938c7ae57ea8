"""Visits to children on the tracker."""

from sqlalchemy import Column, Date, String

from data.tables.versioned import of_a_period, versioned

visit = versioned(
    "visit",
    Column("visit_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("visited_on", Date, nullable=False, comment="the day of the visit, or of the attempt"),
    Column("visited_by", String(30), nullable=False, comment="County Lines team, Missing team …"),
    # Each purpose, and each answer below, is Yes, No or Not known; null: not recorded.
    Column("safeguarding", String(9), comment="whether the visit was for safeguarding"),
    Column("education", String(9), comment="whether it was about education"),
    Column("understanding", String(9), comment="whether it was for understanding and intelligence"),
    Column("outcome", String(30), nullable=False, comment="Seen, or why the child was not seen"),
    Column("parent_or_carer", String(20), comment="Present …; null: not recorded"),
    Column(
        "why_not_appropriate",
        String(20),
        comment="why a parent or carer would not have been appropriate; null: they would have been",
    ),
    Column("seen_alone", String(9), comment="whether the child was seen alone"),
    Column("view_recorded", String(9), comment="whether the child's own view was recorded"),
    Column("ppn_sent", String(9), comment="whether a Public Protection Notice was sent"),
    Column("next_by", Date, comment="the day by which the child is to be visited again"),
    covering=of_a_period(
        "visited_on",
        "outcome, parent_or_carer, safeguarding, education, understanding, seen_alone, "
        "view_recorded",
    ),
    key=("visit_ref",),
    comment="One row per version of a visit to a child, or of an attempt at one",
)
