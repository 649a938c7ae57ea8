"""Visits, referrals to other agencies, and the times at which children were missing."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from data.migrations import record_tables
from data.migrations.record_tables import day, filled, text

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

POSITION = "its place in the list, from 0; null: no longer in it"


def record_table(name: str, key: str, begins: str, *columns: SchemaItem, comment: str) -> None:
    """A record table with an index of its children and one of its days."""
    record_tables.record_table(
        name,
        key,
        [["child_ref", begins, "known_from"], [begins, "known_from"]],
        filled(text("child_ref", 40)),
        *columns,
        comment=comment,
    )


def upgrade() -> None:
    op.create_table(
        "referral_agency",
        filled(text("name", 30)),
        sa.Column(
            "is_hub",
            sa.Boolean(),
            nullable=False,
            comment="whether it is a Multi-Agency Safeguarding Hub, which is reached by a PPN",
        ),
        text("district", 20, "the district that it serves; null: all of the force"),
        sa.Column("position", sa.Integer(), comment=POSITION),
        sa.PrimaryKeyConstraint("name", name="pk_referral_agency"),
        comment="Agencies to which children are referred, the NRM apart",
    )
    record_table(
        "visit",
        "visit_ref",
        "visited_on",
        filled(day("visited_on", "the day of the visit, or of the attempt")),
        filled(text("visited_by", 30, "County Lines team, Missing team …")),
        text("safeguarding", 9, "whether the visit was for safeguarding"),
        text("education", 9, "whether it was about education"),
        text("understanding", 9, "whether it was for understanding and intelligence"),
        filled(text("outcome", 30, "Seen, or why the child was not seen")),
        text("parent_or_carer", 20, "Present …; null: not recorded"),
        text(
            "why_not_appropriate",
            20,
            "why a parent or carer would not have been appropriate; null: they would have been",
        ),
        text("seen_alone", 9, "whether the child was seen alone"),
        text("view_recorded", 9, "whether the child's own view was recorded"),
        text("ppn_sent", 9, "whether a Public Protection Notice was sent"),
        day("next_by", "the day by which the child is to be visited again"),
        comment="One row per version of a visit to a child, or of an attempt at one",
    )
    record_table(
        "referral",
        "referral_ref",
        "sent_on",
        filled(day("sent_on")),
        filled(text("sent_to", 30, "as reference/referral_agencies.csv names it")),
        day(
            "trigger_on",
            "the day of what called for it; null: the day on which the child was added",
        ),
        text("ppn_ref", 40, "the Public Protection Notice by which it was sent"),
        text("grade", 20, "Red, Amber, Green …; null: not recorded"),
        text("response", 30, "Awaiting, Accepted …; null: not recorded"),
        day("responded_on", "null: not answered"),
        text("outcome", 30, "what came of a referral to MASH; null: not recorded"),
        day("reported_back_on", "when the agency told the team what came of it"),
        comment="One row per version of a referral of a child to another agency",
    )
    record_table(
        "missing_episode",
        "episode_ref",
        "missing_from",
        filled(day("missing_from", "the day from which it is counted")),
        day("found_on", "null: still missing"),
        text(
            "interview_offered",
            9,
            "a return interview: Yes, No, Not known; null: not recorded",
        ),
        day("interview_done_on", "when the return interview was held"),
        comment="One row per version of a time at which a child was missing",
    )


def downgrade() -> None:
    for table in ("missing_episode", "referral", "visit", "referral_agency"):
        op.drop_table(table)
