"""The database itself refuses a second current version; an import says who brought it."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import one_current_version

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

KEYS = {
    "child": ("child_ref",),
    "tracker_entry": ("child_ref", "added_on"),
    "tracker_spell": ("child_ref", "added_on", "starts_on"),
    "tracker_month": (
        "month",
        "status",
        sa.text("coalesce(area_code, '')"),
        "gender",
        sa.text("coalesce(age_from, -1)"),
    ),
    "tracker_meeting": ("held_on",),
    "intelligence_report": ("report_ref",),
    "intelligence_link": ("report_ref", "child_ref"),
    "intelligence_day": ("submitted_on", "flag", sa.text("coalesce(area_code, '')")),
    "daily_search": ("for_day",),
    "daily_search_child": ("for_day", "child_ref"),
    "education": ("child_ref", "from_on"),
    "nsd_stage": ("area_code", "from_on"),
}


def upgrade() -> None:
    who = sa.Column(
        "imported_by",
        sa.String(length=120),
        comment="username, or the login of the operator; null: not recorded then",
    )
    undoes = sa.Column(
        "undoes",
        sa.Integer(),
        comment="it put back what was known before this import; null: it brought files",
    )
    op.add_column("import_run", who)
    op.add_column("import_run", undoes)
    for table, key in KEYS.items():
        one_current_version(table, key)


def downgrade() -> None:
    for table in KEYS:
        op.drop_index(f"uq_{table}_current", table)
    op.drop_column("import_run", "undoes")
    op.drop_column("import_run", "imported_by")
