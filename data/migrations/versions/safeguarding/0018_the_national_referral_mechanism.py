"""Referrals to the National Referral Mechanism, and what its authority sends to the force."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, record_table, text

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

POSITION = "its place in the list, from 0; null: no longer in it"


ANSWER = "Yes, No, Not known; null: not recorded"


def upgrade() -> None:
    op.create_table(
        "first_responder",
        filled(text("name", 40)),
        filled(text("kind", 10, "Police, Council or Other")),
        sa.Column("position", sa.Integer(), comment=POSITION),
        sa.PrimaryKeyConstraint("name", name="pk_first_responder"),
        comment="Organisations that refer children to the National Referral Mechanism",
    )
    record_table(
        "nrm_referral",
        "nrm_ref",
        [["child_ref", "referred_on", "known_from"], ["referred_on", "known_from"]],
        filled(text("child_ref", 40)),
        filled(day("referred_on")),
        filled(
            text(
                "first_responder",
                40,
                "who referred the child, as reference/first_responders.csv names it",
            )
        ),
        text("criminal", 9, f"criminal exploitation: {ANSWER}"),
        text("labour", 9, f"labour exploitation: {ANSWER}"),
        text("sexual", 9, f"sexual exploitation: {ANSWER}"),
        text("domestic", 9, f"domestic servitude: {ANSWER}"),
        text("organ_harvesting", 9, ANSWER),
        text("county_lines", 9, f"the Home Office's flag: {ANSWER}"),
        text("decided_by", 30, "SCA or a local authority panel; null: not recorded"),
        filled(text("rg", 12, "reasonable grounds: Awaiting, Positive …")),
        day("rg_on", "null: not decided"),
        text("cg", 12, "conclusive grounds: Awaiting, Positive, Not reached …"),
        day("cg_on", "null: not decided"),
        day("reconsideration_on", "when it was asked for; null: it was not"),
        text("reconsidered", 10, "Upheld or Changed; null: not decided"),
        day("crime_recorded_on"),
        comment="One row per version of a referral of a child to the National Referral Mechanism",
    )
    record_table(
        "sca_referral",
        "sca_ref",
        [["received_on", "known_from"]],
        filled(day("received_on")),
        filled(text("kind", 30, "New referral, Decision …")),
        text("child_ref", 40, "null: no child on the tracker"),
        sa.Column(
            "area_code",
            sa.String(40),
            sa.ForeignKey("area.code", name="fk_sca_referral_area_code"),
            comment="null: no area given",
        ),
        day("reviewed_on", "null: not reviewed"),
        text("finding", 20, "For us, Duplicate …; null: not reviewed"),
        day("actioned_on", "null: not actioned"),
        text("action", 20, "Crime recorded, Visit …; null: not actioned"),
        comment="One row per version of what the Single Competent Authority (SCA) sent to the force",
    )


def downgrade() -> None:
    for table in ("sca_referral", "nrm_referral", "first_responder"):
        op.drop_table(table)
