"""A child named in a report has the report's day, and two indexes hold what is counted by day.

They are of a child's reports and of the actions of panels. A version of a link that was known while
its report had several versions becomes one for each.
"""

from alembic import op

from data.migrations.record_tables import day, filled, text, versioned_table

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

LINK = "intelligence_link"
KEY = ("report_ref", "child_ref")
BY_REPORT = ("report_ref", "child_ref", "known_from")
CLOCKS = ("known_from", "known_until")
BY_CHILD = ("child_ref", "submitted_on", *CLOCKS)
ACTIONS = ("agreed_on", *CLOCKS, "due_on", "closed_on", "meeting", "owner")


def upgrade() -> None:
    op.execute(
        """
        CREATE TEMPORARY TABLE dated_link AS
        SELECT
            CASE WHEN link.known_from < report.known_from
                THEN report.known_from ELSE link.known_from END AS known_from,
            CASE WHEN report.known_until IS NULL OR link.known_until <= report.known_until
                THEN link.known_until ELSE report.known_until END AS known_until,
            link.report_ref, link.child_ref, report.submitted_on
        FROM intelligence_link AS link
        JOIN intelligence_report AS report ON report.report_ref = link.report_ref
            AND (report.known_until IS NULL OR report.known_until > link.known_from)
            AND (link.known_until IS NULL OR link.known_until > report.known_from)
        """
    )
    op.drop_table(LINK)
    versioned_table(
        LINK,
        KEY,
        {"_".join(BY_REPORT): BY_REPORT, "child_covering": BY_CHILD},
        filled(text("report_ref", 40)),
        filled(text("child_ref", 40)),
        filled(day("submitted_on", "that of the report")),
        comment="One row per version of a child named in a report",
    )
    op.execute(
        """
        INSERT INTO intelligence_link
            (known_from, known_until, report_ref, child_ref, submitted_on)
        SELECT known_from, known_until, report_ref, child_ref, submitted_on
        FROM dated_link
        ORDER BY report_ref, child_ref, known_from
        """
    )
    op.execute("DROP TABLE dated_link")
    op.create_index("ix_panel_action_day_covering", "panel_action", list(ACTIONS))


def downgrade() -> None:
    op.drop_index("ix_panel_action_day_covering", "panel_action")
    op.drop_index(f"ix_{LINK}_child_covering", LINK)
    op.drop_column(LINK, "submitted_on")
    op.create_index(f"ix_{LINK}_child_ref", LINK, ["child_ref"])
