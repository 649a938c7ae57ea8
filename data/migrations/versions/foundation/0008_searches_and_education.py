"""The daily searches of intelligence for children, and the education of children."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import clock_constraints, clocks

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_search",
        *clocks(),
        sa.Column(
            "for_day", sa.Date(), nullable=False, comment="the day whose reports are searched"
        ),
        sa.Column("done_on", sa.Date(), comment="null: not done"),
        sa.Column("not_done_because", sa.String(20), comment="null: done"),
        sa.Column("reports_reviewed", sa.Integer(), comment="null: not recorded"),
        sa.Column(
            "children_linked", sa.Integer(), comment="children named in them; null: not recorded"
        ),
        sa.Column(
            "new_children", sa.Integer(), comment="of these, not on the tracker; null: not recorded"
        ),
        *clock_constraints("daily_search"),
        comment="One row per version of the search of a day's reports for children. Key: for_day",
    )
    op.create_index("ix_daily_search_for_day_known_from", "daily_search", ["for_day", "known_from"])
    op.create_table(
        "daily_search_child",
        *clocks(),
        sa.Column(
            "for_day", sa.Date(), nullable=False, comment="the day whose reports are searched"
        ),
        sa.Column("child_ref", sa.String(40), nullable=False),
        *clock_constraints("daily_search_child"),
        comment="One row per version of a child on the tracker whom a daily search found. Key: for_day, child_ref",
    )
    op.create_index(
        "ix_daily_search_child_for_day_child_ref_known_from",
        "daily_search_child",
        ["for_day", "child_ref", "known_from"],
    )
    op.create_index("ix_daily_search_child_child_ref", "daily_search_child", ["child_ref"])
    op.create_table(
        "education",
        *clocks(),
        sa.Column("child_ref", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False, comment="the first day of this status"),
        sa.Column(
            "checked_on", sa.Date(), nullable=False, comment="when it was last found to be so"
        ),
        sa.Column(
            "status",
            sa.String(30),
            nullable=False,
            comment="School, Missing education, College …",
        ),
        sa.Column("hours_a_week", sa.Integer(), comment="null: not recorded"),
        sa.Column(
            "has_plan",
            sa.String(9),
            comment="an education, health and care plan: Yes, No, Not known; null: not recorded",
        ),
        *clock_constraints("education"),
        comment="One row per version of a child's education, from one change of it to the next. Key: child_ref, from_on",
    )
    op.create_index(
        "ix_education_child_ref_from_on_known_from",
        "education",
        ["child_ref", "from_on", "known_from"],
    )


def downgrade() -> None:
    for table in ("education", "daily_search_child", "daily_search"):
        op.drop_table(table)
