"""By when a duty is due is worked out with the days on which it was done.

They are filled anew when the reference files have been taken in: see `data.database.migrate`.
"""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

DONE_ONCE = (
    "first_visit",
    "ppn_to_mash",
    "barnardos",
    "british_transport_police",
    "nrm",
    "pnd",
    "ratified",
    "toolkit",
    "heard_by_a_panel",
    "handover_before_18",
)
REPLACED = {
    "first_listed_for": "the first meeting for which a panel listed them",
    "adult_on": "the day on which the child is 18; null: not known",
}


def upgrade() -> None:
    _empty()
    for name in REPLACED:
        op.drop_column("duty_days", name)
    for name in DONE_ONCE:
        op.add_column(
            "duty_days", day(f"{name}_due_on", "by when it is due; null: nothing says so")
        )


def downgrade() -> None:
    _empty()
    for name in reversed(DONE_ONCE):
        op.drop_column("duty_days", f"{name}_due_on")
    for name, comment in REPLACED.items():
        op.add_column("duty_days", day(name, comment))


def _empty() -> None:
    op.execute(sa.delete(sa.table("duty_days")))
