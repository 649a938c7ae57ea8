"""Month-end area releases, as published: what they hide is nowhere in them."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, long_text, moment, number, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_release",
        filled(day("month_end", "the day that its counts speak of")),
        filled(number("import_id", "the import it was made from, whatever came later")),
        filled(number("threshold", "counts below it, but 0, are hidden")),
        filled(moment("made_at", "UTC")),
        long_text("withheld", "why nothing of it may be shown; null: it may"),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.import_id"], name=op.f("fk_area_release_import_id")
        ),
        sa.PrimaryKeyConstraint("month_end", name=op.f("pk_area_release")),
        comment="One row per month-end area release, made once and never changed",
    )
    op.create_table(
        "area_release_cell",
        filled(day("month_end")),
        filled(text("geography", 40, "an area's code, Unknown, a district, or Force")),
        filled(text("measure", 20, "on_tracker, status, age, gender, added or removed")),
        filled(text("category", 60, "of the measure; empty: it has none")),
        number("value", "as published; null: not shown. What it hides is not kept"),
        text("symbol", 3, "what is shown in its place; null: the value is"),
        sa.CheckConstraint(
            "(value IS NULL) = (symbol IS NOT NULL)",
            name=op.f("ck_area_release_cell_value_or_symbol"),
        ),
        sa.ForeignKeyConstraint(
            ["month_end"],
            ["area_release.month_end"],
            name=op.f("fk_area_release_cell_month_end"),
        ),
        sa.PrimaryKeyConstraint(
            "month_end", "geography", "measure", "category", name=op.f("pk_area_release_cell")
        ),
        comment="One row per count of a release, as published",
    )


def downgrade() -> None:
    op.drop_table("area_release_cell")
    op.drop_table("area_release")
