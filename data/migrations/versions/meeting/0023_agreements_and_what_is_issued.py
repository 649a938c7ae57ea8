"""Information-sharing agreements, and what was issued to partners who have one."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.schema import SchemaItem

from data.access_log import triggers
from data.migrations.record_tables import day, filled, moment, yes_or_no

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ISSUED = ("area_issue", "area_issue_figure", "area_issue_beside")


def text(name: str, length: int, comment: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, comment=comment)


def number(name: str) -> SchemaItem:
    return sa.Column(name, sa.Integer(), nullable=False)


def refers_to(table: str, column: str, name: str, there: str | None = None) -> SchemaItem:
    return sa.ForeignKeyConstraint([name], [f"{column}.{there or name}"], name=f"fk_{table}_{name}")


def upgrade() -> None:
    op.create_table(
        "agreement",
        number("agreement_id"),
        text("username", 120, "whose account has it"),
        text("reference", 60, "as the signed document is known"),
        text("agency", 40, "the partner, as reference/ names it"),
        filled(day("signed_on", "the first day on which it holds")),
        filled(day("ends_on", "the last day on which it holds")),
        text("proposed_by", 120, "username"),
        filled(moment("proposed_at", "UTC")),
        sa.Column("decided_by", sa.String(120), comment="username; null: nobody has decided yet"),
        moment("decided_at", "UTC"),
        yes_or_no("is_approved", "whether it was approved"),
        sa.Column("ended_by", sa.String(120), comment="who ended it early; null: nobody"),
        moment("ended_at", "UTC"),
        refers_to("agreement", "account", "username"),
        sa.PrimaryKeyConstraint("agreement_id", name="pk_agreement"),
        comment="Agreements under which a partner's account is shown exact summaries of areas",
    )
    op.create_table(
        "agreement_area",
        number("agreement_id"),
        text("area_code", 40),
        refers_to("agreement_area", "agreement", "agreement_id"),
        refers_to("agreement_area", "area", "area_code", "code"),
        sa.PrimaryKeyConstraint("agreement_id", "area_code", name="pk_agreement_area"),
        comment="The areas of which an agreement speaks",
    )
    op.create_table(
        "area_issue",
        number("issue_id"),
        filled(day("as_at", "the day that its figures speak of")),
        filled(day("since", "the day after the meeting before")),
        sa.Column(
            "import_id",
            sa.Integer(),
            nullable=False,
            comment="the import it was made from, whatever came later",
        ),
        day("beside_on", "month end of the release that stands beside it; null: none"),
        text("issued_by", 120, "username"),
        filled(moment("issued_at", "UTC")),
        refers_to("area_issue", "import_run", "import_id"),
        sa.PrimaryKeyConstraint("issue_id", name="pk_area_issue"),
        comment="One row each time that summaries of areas were issued to partners; never changed",
    )
    op.create_table(
        "area_issue_figure",
        number("issue_id"),
        text("area_code", 40, "the area"),
        text("measure", 20, "on_tracker, status, duties …"),
        text("category", 60, "of the measure; empty: it has none"),
        text("detail", 60, "of the category; empty: it has none"),
        sa.Column("value", sa.Integer(), nullable=False, comment="exact, as it was issued"),
        refers_to("area_issue_figure", "area_issue", "issue_id"),
        sa.PrimaryKeyConstraint(
            "issue_id",
            "area_code",
            "measure",
            "category",
            "detail",
            name="pk_area_issue_figure",
        ),
        comment="The exact figures of each area, as they were issued",
    )
    op.create_table(
        "area_issue_beside",
        number("issue_id"),
        number("agreement_id"),
        text("place", 40, "a district, or Force"),
        text("measure", 20, "on_tracker, status …"),
        text("category", 60, "of the measure; empty: it has none"),
        sa.Column("value", sa.Integer(), comment="as released; null: not shown"),
        refers_to("area_issue_beside", "area_issue", "issue_id"),
        refers_to("area_issue_beside", "agreement", "agreement_id"),
        sa.PrimaryKeyConstraint(
            "issue_id",
            "agreement_id",
            "place",
            "measure",
            "category",
            name="pk_area_issue_beside",
        ),
        comment="What stands beside the exact figures of an agreement's areas, as it was issued",
    )
    connection = op.get_bind()
    for statement in triggers.statements(connection.dialect.name, *ISSUED):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    for table in (*reversed(ISSUED), "agreement_area", "agreement"):
        op.drop_table(table)
