"""Month-end counts as changes, and indexes that answer questions at a nation's size."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tracker_month",
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
            nullable=True,
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
        sa.Column("month", sa.Integer(), nullable=False, comment="yyyymm"),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column(
            "area_code", sa.String(length=40), nullable=True, comment="home area; null: unknown"
        ),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column(
            "age_from",
            sa.Integer(),
            nullable=True,
            comment="the least age of its band: 0, 10, 14, 16, 18; null: unknown",
        ),
        sa.Column(
            "change",
            sa.Integer(),
            nullable=False,
            comment="children more (or fewer) at the month's end than at its start, never 0",
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_tracker_month_area_code")
        ),
        sa.ForeignKeyConstraint(
            ["known_from"], ["import_run.import_id"], name=op.f("fk_tracker_month_known_from")
        ),
        sa.ForeignKeyConstraint(
            ["known_until"], ["import_run.import_id"], name=op.f("fk_tracker_month_known_until")
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_tracker_month")),
        comment="How many more children are on the tracker at a month's end than at its start, birthdays to come included, written with the spells by the same import. The sum up to a month is the number at its end. Key: month, status, area_code, gender, age_from",
    )
    with op.batch_alter_table("tracker_month", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tracker_month_month_covering",
            [
                "month",
                "known_from",
                "known_until",
                "status",
                "area_code",
                "gender",
                "age_from",
                "change",
            ],
            unique=False,
        )

    with op.batch_alter_table("intelligence_day", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_intelligence_day_submitted_on_flag_area_code_known_from")
        )
        batch_op.create_index(
            "ix_intelligence_day_flag_covering",
            ["flag", "submitted_on", "known_from", "known_until", "area_code", "reports"],
            unique=False,
        )

    with op.batch_alter_table("tracker_spell", schema=None) as batch_op:
        batch_op.create_index(
            "ix_tracker_spell_ends_on_covering",
            [
                "ends_on",
                "starts_on",
                "known_from",
                "known_until",
                "status",
                "area_code",
                "gender",
                "born",
                "added_on",
                "is_last",
                "removal_reason",
                "child_ref",
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_tracker_spell_is_first_covering",
            [
                "is_first",
                "starts_on",
                "known_from",
                "known_until",
                "status",
                "area_code",
                "gender",
                "previous_status",
                "previous_area_code",
                "added_on",
                "child_ref",
            ],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("tracker_spell", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_spell_is_first_covering")
        batch_op.drop_index("ix_tracker_spell_ends_on_covering")

    with op.batch_alter_table("intelligence_day", schema=None) as batch_op:
        batch_op.drop_index("ix_intelligence_day_flag_covering")
        batch_op.create_index(
            batch_op.f("ix_intelligence_day_submitted_on_flag_area_code_known_from"),
            ["submitted_on", "flag", "area_code", "known_from"],
            unique=False,
        )

    with op.batch_alter_table("tracker_month", schema=None) as batch_op:
        batch_op.drop_index("ix_tracker_month_month_covering")

    op.drop_table("tracker_month")
