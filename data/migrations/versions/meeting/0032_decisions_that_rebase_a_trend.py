"""A decision of the meeting says of which trend the limits start anew, and from which day."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "decision",
        sa.Column(
            "trend",
            sa.String(60),
            comment="whose limits start anew: a trend by its title, or Every trend; null: none",
        ),
    )
    op.add_column(
        "decision",
        sa.Column(
            "rebases_on", sa.Date(), comment="from which day they do; null: no trend is named"
        ),
    )
