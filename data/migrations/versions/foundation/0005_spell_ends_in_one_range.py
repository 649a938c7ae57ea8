"""An index in which a spell that has not ended ends far away, so that one range holds those of a day."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BEFORE = "ix_tracker_spell_ends_on_covering"
AFTER = "ix_tracker_spell_ends_covering"
ENDS = "coalesce(ends_on, '9999-12-31')"
COLUMNS = ["starts_on", "known_from", "known_until", "status", "area_code", "gender", "born"]
COLUMNS += ["added_on", "is_last", "removal_reason", "child_ref"]


def upgrade() -> None:
    op.drop_index(BEFORE, "tracker_spell")
    op.create_index(AFTER, "tracker_spell", [sa.text(ENDS), *COLUMNS, "ends_on"])


def downgrade() -> None:
    op.drop_index(AFTER, "tracker_spell")
    op.create_index(BEFORE, "tracker_spell", ["ends_on", *COLUMNS])
