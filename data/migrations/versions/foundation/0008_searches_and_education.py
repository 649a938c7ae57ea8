"""The daily searches of intelligence for children, and the education of children."""

from alembic import op

from data.migrations.record_tables import clock_constraints, clocks, day, filled, number, text

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "daily_search",
        *clocks(),
        filled(day("for_day", "the day whose reports are searched")),
        day("done_on", "null: not done"),
        text("not_done_because", 20, "null: done"),
        number("reports_reviewed", "null: not recorded"),
        number("children_linked", "children named in them; null: not recorded"),
        number("new_children", "of these, not on the tracker; null: not recorded"),
        *clock_constraints("daily_search"),
        comment="One row per version of the search of a day's reports for children. Key: for_day",
    )
    op.create_index("ix_daily_search_for_day_known_from", "daily_search", ["for_day", "known_from"])
    op.create_table(
        "daily_search_child",
        *clocks(),
        filled(day("for_day", "the day whose reports are searched")),
        filled(text("child_ref", 40)),
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
        filled(text("child_ref", 40)),
        filled(day("from_on", "the first day of this status")),
        filled(day("checked_on", "when it was last found to be so")),
        filled(text("status", 30, "School, Missing education, College …")),
        number("hours_a_week", "null: not recorded"),
        text(
            "has_plan",
            9,
            "an education, health and care plan: Yes, No, Not known; null: not recorded",
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
