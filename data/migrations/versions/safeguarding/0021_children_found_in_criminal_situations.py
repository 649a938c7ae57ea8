"""Criminal situations in which children of the tracker were found."""

from datetime import date

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


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


def upgrade() -> None:
    record_table(
        "encounter",
        "encounter_ref",
        [["child_ref", "happened_on", "known_from"], ["happened_on", "known_from"]],
        filled(text("child_ref", 40)),
        filled(day("happened_on")),
        filled(text("found_by", 30, "the force that found the child")),
        filled(text("situation", 20, "Drug supply, Weapon …")),
        filled(text("treated_as", 12, "Victim, Suspect, Both, Not decided")),
        text("reason", 30, "why as a suspect; null: not given"),
        day("decided_on", "null: not recorded"),
        text("decided_by", 12, "Inspector, Custody …; null: not recorded"),
        text(
            "section_45",
            20,
            "whether the defence of section 45 of the Modern Slavery Act 2015 was considered: "
            "Yes, No, Offence excluded; null: not recorded",
        ),
        text("nrm_then", 12, "what the NRM had said by then; null: not recorded"),
        text("crime_outcome", 40, "Charged, Pending …; null: not recorded"),
        text("ppn_sent", 9, "Yes, No, Not known; null: not recorded"),
        day("strategy_meeting_on", "null: none recorded"),
        comment="One row per version of a criminal situation in which a child was found",
    )


def downgrade() -> None:
    op.drop_table("encounter")
