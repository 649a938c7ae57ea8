"""Decisions of the monthly meeting, kept as they were recorded."""

import sqlalchemy as sa
from alembic import op

from data.access_log import triggers
from data.migrations.record_tables import day, filled, long_text, moment, number, text

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        filled(number("decision_id", "of this entry; rises")),
        number("first_id", "the entry that this one follows up or corrects; null: it is the first"),
        filled(text("subject", 10, "Child, Area, Figure or Meeting")),
        filled(
            text(
                "about",
                80,
                "a tracker reference, an area's code or a view's name; empty: the whole meeting",
            )
        ),
        filled(long_text("text", "what was decided; never leaves for partners")),
        filled(text("owner", 60, "who is to do it")),
        day("due_on", "by when; null: no date was agreed"),
        filled(text("state", 10, "To do, Done or Withdrawn, with this entry")),
        filled(day("as_at", "the day that the meeting looked at")),
        filled(text("recorded_by", 120, "username")),
        filled(moment("recorded_at", "UTC")),
        filled(number("data_version", "the newest import when it was recorded")),
        sa.CheckConstraint("first_id <> decision_id", name="ck_decision_follows_another"),
        sa.ForeignKeyConstraint(
            ["first_id"], ["decision.decision_id"], name="fk_decision_first_id"
        ),
        sa.ForeignKeyConstraint(
            ["data_version"], ["import_run.import_id"], name="fk_decision_data_version"
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_decision"),
        comment="Decisions of the monthly meeting: entries are added, and none is changed or "
        "deleted",
    )
    op.create_index("ix_decision_first_id", "decision", ["first_id"])
    connection = op.get_bind()
    for statement in triggers.statements(connection.dialect.name, "decision"):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def downgrade() -> None:
    op.drop_table("decision")
