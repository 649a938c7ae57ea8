"""Referrals to the National Referral Mechanism, and what its authority sends to the force."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

POSITION = "its place in the list, from 0; null: no longer in it"


def text(name: str, length: int, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), comment=comment)


def day(name: str, comment: str | None = None) -> sa.Column[date]:
    return sa.Column(name, sa.Date(), comment=comment)


def filled(column: sa.Column[date] | sa.Column[str]) -> SchemaItem:
    column.nullable = False
    return column


def record_table(
    name: str, key: str, indexes: list[list[str]], *columns: SchemaItem, comment: str
) -> None:
    """A record table with its clocks and its indexes."""
    op.create_table(
        name,
        sa.Column("version_id", sa.Integer(), nullable=False, comment="this version of the record"),
        sa.Column(
            "known_from",
            sa.Integer(),
            nullable=False,
            comment="the import that brought this version",
        ),
        sa.Column(
            "known_until",
            sa.Integer(),
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
        filled(text(key, 40)),
        *columns,
        *(
            sa.ForeignKeyConstraint([clock], ["import_run.import_id"], name=f"fk_{name}_{clock}")
            for clock in ("known_from", "known_until")
        ),
        sa.PrimaryKeyConstraint("version_id", name=f"pk_{name}"),
        comment=f"{comment}. Key: {key}",
    )
    for indexed in indexes:
        op.create_index(f"ix_{name}_{'_'.join(indexed)}", name, indexed)
    op.create_index(
        f"uq_{name}_current",
        name,
        [key],
        unique=True,
        sqlite_where=sa.text("known_until IS NULL"),
        postgresql_where=sa.text("known_until IS NULL"),
    )


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
