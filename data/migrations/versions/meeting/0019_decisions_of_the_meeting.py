"""Decisions of the monthly meeting, kept as they were recorded."""

import sqlalchemy as sa
from alembic import op

from data.access_log import triggers

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "decision",
        sa.Column("decision_id", sa.Integer(), nullable=False, comment="of this entry; rises"),
        sa.Column(
            "first_id",
            sa.Integer(),
            comment="the entry that this one follows up or corrects; null: it is the first",
        ),
        sa.Column(
            "subject", sa.String(10), nullable=False, comment="Child, Area, Figure or Meeting"
        ),
        sa.Column(
            "about",
            sa.String(80),
            nullable=False,
            comment="a tracker reference, an area's code or a view's name; empty: the whole "
            "meeting",
        ),
        sa.Column(
            "text", sa.Text(), nullable=False, comment="what was decided; never leaves for partners"
        ),
        sa.Column("owner", sa.String(60), nullable=False, comment="who is to do it"),
        sa.Column("due_on", sa.Date(), comment="by when; null: no date was agreed"),
        sa.Column(
            "state",
            sa.String(10),
            nullable=False,
            comment="To do, Done or Withdrawn, with this entry",
        ),
        sa.Column("as_at", sa.Date(), nullable=False, comment="the day that the meeting looked at"),
        sa.Column("recorded_by", sa.String(120), nullable=False, comment="username"),
        sa.Column("recorded_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "data_version",
            sa.Integer(),
            nullable=False,
            comment="the newest import when it was recorded",
        ),
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
