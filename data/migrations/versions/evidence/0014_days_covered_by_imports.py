"""From when to when each sheet of an import speaks.

Of imports that are there already, the days that their intelligence covered were not kept: they are
taken to cover all days from the first report that was known then to the date of the extract, as
figures did until now. Every other sheet covers all days up to that date.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, number, text

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FILL = """
INSERT INTO coverage (import_id, sheet, first_day, last_day)
SELECT spoken.import_id, spoken.sheet, spoken.first_day, spoken.last_day
FROM (
    SELECT DISTINCT import_file.import_id, import_file.sheet, import_run.extracted_on AS last_day,
        CASE WHEN import_file.sheet = 'intelligence' THEN (
            SELECT MIN(submitted_on) FROM intelligence_report
            WHERE known_from <= import_file.import_id
                AND (known_until IS NULL OR known_until > import_file.import_id)
        ) END AS first_day
    FROM import_file JOIN import_run ON import_run.import_id = import_file.import_id
) AS spoken
WHERE spoken.sheet <> 'intelligence' OR spoken.first_day <= spoken.last_day
ORDER BY spoken.import_id, spoken.sheet
"""


def upgrade() -> None:
    op.create_table(
        "coverage",
        filled(number("coverage_id")),
        filled(number("import_id", "its import")),
        filled(text("sheet", 40, "tracker, changes, intelligence …")),
        day(
            "first_day",
            "the first day that the sheet speaks of; null: as far back as its records go",
        ),
        filled(day("last_day", "the last day that the sheet speaks of")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.import_id"], name=op.f("fk_coverage_import_id")
        ),
        sa.PrimaryKeyConstraint("coverage_id", name=op.f("pk_coverage")),
        comment="One row per span of days that a sheet of an import speaks of. No figure goes beyond",
    )
    op.create_index(op.f("ix_coverage_import_id"), "coverage", ["import_id"])
    op.execute(FILL)


def downgrade() -> None:
    op.drop_index(op.f("ix_coverage_import_id"), "coverage")
    op.drop_table("coverage")
