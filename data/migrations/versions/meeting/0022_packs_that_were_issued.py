"""Packs that were issued: what each follows from, and its fingerprints, kept for good."""

import sqlalchemy as sa
from alembic import op

from data.access_log import triggers
from data.migrations.record_tables import day, filled, long_text, moment, number

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def text(name: str, comment: str) -> sa.Column[str]:
    return filled(long_text(name, comment))


def fingerprint(name: str, kind: str) -> sa.Column[str]:
    comment = f"SHA-256 of the pack as {kind}"
    return sa.Column(name, sa.String(length=64), nullable=False, comment=comment)


def upgrade() -> None:
    op.create_table(
        "pack_issue",
        sa.Column("reference", sa.String(length=40), comment="what the pack is called by"),
        filled(moment("issued_at", "UTC")),
        sa.Column(
            "issued_by",
            sa.String(length=120),
            nullable=False,
            comment="username, or login of the operator",
        ),
        sa.Column(
            "audience", sa.String(length=20), nullable=False, comment="inspector or partners"
        ),
        text("areas", "JSON list of the areas that partners see"),
        text("recipient", "to whom it was given, as stated"),
        text("purpose", "as stated by the person"),
        filled(day("as_at", "the day that its figures speak of")),
        filled(day("period_start", "the first day of its period")),
        filled(day("period_end", "the last day of its period")),
        text("choices", "JSON, the filters by name"),
        filled(number("known", "the import up to which records are believed")),
        filled(
            number("decisions", "the newest entry of a decision that stands in it; 0: none does")
        ),
        text("force", "whose pack it is, as it stands on it"),
        text("marking", "protective marking, as it stands on it"),
        text("handling", "handling line, as it stands on it"),
        fingerprint("pdf", "PDF"),
        fingerprint("docx", "Word document"),
        fingerprint("pptx", "slides"),
        fingerprint("xlsx", "workbook"),
        sa.ForeignKeyConstraint(["known"], ["import_run.import_id"], name="fk_pack_issue_known"),
        sa.PrimaryKeyConstraint("reference", name="pk_pack_issue"),
        comment="One row per pack that was issued: what it follows from, and its fingerprints",
    )
    connection = op.get_bind()
    for statement in triggers.statements(connection.dialect.name, "pack_issue"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    op.drop_table("pack_issue")
