"""Month-end area releases, as published: what they hide is nowhere in them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "area_release",
        sa.Column(
            "month_end", sa.Date(), nullable=False, comment="the day that its counts speak of"
        ),
        sa.Column(
            "import_id",
            sa.Integer(),
            nullable=False,
            comment="the import it was made from, whatever came later",
        ),
        sa.Column(
            "threshold", sa.Integer(), nullable=False, comment="counts below it, but 0, are hidden"
        ),
        sa.Column("made_at", sa.DateTime(), nullable=False, comment="UTC"),
        sa.Column(
            "withheld",
            sa.Text(),
            nullable=True,
            comment="why nothing of it may be shown; null: it may",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.import_id"], name=op.f("fk_area_release_import_id")
        ),
        sa.PrimaryKeyConstraint("month_end", name=op.f("pk_area_release")),
        comment="One row per month-end area release, made once and never changed",
    )
    op.create_table(
        "area_release_cell",
        sa.Column("month_end", sa.Date(), nullable=False),
        sa.Column(
            "geography",
            sa.String(length=40),
            nullable=False,
            comment="an area's code, Unknown, a district, or Force",
        ),
        sa.Column(
            "measure",
            sa.String(length=20),
            nullable=False,
            comment="on_tracker, status, age, gender, added or removed",
        ),
        sa.Column(
            "category",
            sa.String(length=60),
            nullable=False,
            comment="of the measure; empty: it has none",
        ),
        sa.Column(
            "value",
            sa.Integer(),
            nullable=True,
            comment="as published; null: not shown. What it hides is not kept",
        ),
        sa.Column(
            "symbol",
            sa.String(length=3),
            nullable=True,
            comment="what is shown in its place; null: the value is",
        ),
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
