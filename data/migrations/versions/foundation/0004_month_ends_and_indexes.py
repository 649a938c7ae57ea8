"""Month-end counts as changes, and indexes that answer questions at a nation's size.

The counts of imports that are there already are worked out from their spells, with the very
versions that the importer would have written: a count of months that is empty would be a wrong one.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import clock_constraints, clocks, filled, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# In SQL of its own, since a migration stays what it is when the importer changes. What a spell adds
# to a month it adds from the import that brought it, and takes away by the one that ended it.
COUNT_MONTHS = """
INSERT INTO tracker_month
    (known_from, known_until, month, status, area_code, gender, age_from, change)
WITH band (age_from, below) AS (VALUES (0, 10), (10, 14), (14, 16), (16, 18), (18, 9999)),
spell AS (
    SELECT known_from, known_until, status, area_code, gender, born,
        {starts_on} AS starts, COALESCE({ends_on}, 99991231) AS ends
    FROM tracker_spell
),
stay AS (
    SELECT known_from, known_until, status, area_code, gender, age_from,
        CASE WHEN born + age_from * 10000 > starts
            THEN born + age_from * 10000 ELSE starts END AS begins,
        CASE WHEN born + below * 10000 < ends THEN born + below * 10000 ELSE ends END AS ends
    FROM spell
    LEFT JOIN band ON born + age_from * 10000 < ends AND born + below * 10000 > starts
    WHERE starts < ends
),
move AS (
    SELECT begins AS day, 1 AS change, stay.* FROM stay
    UNION ALL
    SELECT ends, -1, stay.* FROM stay WHERE ends < 99991231
),
event AS (
    SELECT known_from AS import_id, change, day, status, area_code, gender, age_from FROM move
    UNION ALL
    SELECT known_until, -change, day, status, area_code, gender, age_from FROM move
    WHERE known_until IS NOT NULL
),
dated AS (
    SELECT event.*, CASE
        WHEN day % 10000 = 229
            AND (day / 10000 % 4 <> 0 OR day / 10000 % 100 = 0 AND day / 10000 % 400 <> 0)
        THEN day / 100 + 1  -- a birthday of 29 February, in a common year
        ELSE day / 100 END AS month
    FROM event
),
news AS (
    SELECT import_id, month, status, area_code, gender, age_from, SUM(change) AS change
    FROM dated
    GROUP BY import_id, month, status, area_code, gender, age_from
    HAVING SUM(change) <> 0
),
version AS (
    SELECT import_id AS known_from, LEAD(import_id) OVER of_key AS known_until,
        month, status, area_code, gender, age_from,
        CAST(SUM(change) OVER of_key AS INTEGER) AS change
    FROM news
    WINDOW of_key AS
        (PARTITION BY month, status, area_code, gender, age_from ORDER BY import_id)
)
SELECT * FROM version WHERE change <> 0
"""
YYYYMMDD = {
    "sqlite": "CAST(strftime('%Y%m%d', {}) AS INTEGER)",
    "postgresql": "CAST(to_char({}, 'YYYYMMDD') AS INTEGER)",
}


def upgrade() -> None:
    op.create_table(
        "tracker_month",
        *clocks(),
        sa.Column("month", sa.Integer(), nullable=False, comment="yyyymm"),
        filled(text("status", 60)),
        text("area_code", 40, "home area; null: unknown"),
        filled(text("gender", 10)),
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
        *clock_constraints("tracker_month"),
        comment="How many more children are on the tracker at a month's end than at its start, birthdays to come included, written with the spells by the same import. The sum up to a month is the number at its end. Key: month, status, area_code, gender, age_from",
    )
    number = YYYYMMDD[op.get_bind().dialect.name]
    days = {name: number.format(name) for name in ("starts_on", "ends_on")}
    op.execute(COUNT_MONTHS.format(**days))
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
