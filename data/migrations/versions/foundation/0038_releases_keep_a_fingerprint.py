"""A release keeps a keyed fingerprint, by which it is noticed that somebody changed it.

Those made before get none: it would vouch for whatever they hold today.
"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "area_release",
        sa.Column(
            "fingerprint",
            sa.String(64),
            comment="HMAC of all of it under the key of the log; null: made before there was one",
        ),
    )


def downgrade() -> None:
    op.drop_column("area_release", "fingerprint")
