"""A release keeps the secret by which it was chosen what to hide, so that it can be made again."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "area_release",
        sa.Column(
            "secret",
            sa.String(64),
            comment="draws which counts are hidden; never shown. Null: made before there was one",
        ),
    )


def downgrade() -> None:
    op.drop_column("area_release", "secret")
