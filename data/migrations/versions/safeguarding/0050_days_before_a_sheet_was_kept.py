"""Sheets of what is done for children cover no day before their first row.

Nothing is known of the days before people began to keep them, which is not 0.
"""

from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None

DAYS = {
    "searches": ("daily_search", "for_day"),
    "visits": ("visit", "visited_on"),
    "referrals": ("referral", "sent_on"),
    "nrm": ("nrm_referral", "referred_on"),
    "sca_in": ("sca_referral", "received_on"),
    "encounters": ("encounter", "happened_on"),
    "missing": ("missing_episode", "missing_from"),
    "education": ("education", "from_on"),
    "not_applicable": ("not_applicable", "added_on"),
    "panel_meetings": ("panel_meeting", "planned_for"),
    "panel_attendance": ("panel_attendance", "planned_for"),
    "toolkits": ("toolkit", "completed_on"),
    "panel_list": ("panel_listing", "listed_for"),
    "panel_actions": ("panel_action", "agreed_on"),
}
"""The table of each sheet, and the day of a row."""


def upgrade() -> None:
    for sheet, (table, day) in DAYS.items():
        op.execute(
            f"""
            UPDATE coverage SET first_day = (
                SELECT MIN({day}) FROM {table}
                WHERE {day} <= coverage.last_day AND known_from <= coverage.import_id
                    AND (known_until IS NULL OR known_until > coverage.import_id)
            )
            WHERE sheet = '{sheet}'
            """  # noqa: S608
        )


def downgrade() -> None:
    sheets = ", ".join(f"'{sheet}'" for sheet in DAYS)
    op.execute(f"UPDATE coverage SET first_day = NULL WHERE sheet IN ({sheets})")  # noqa: S608
