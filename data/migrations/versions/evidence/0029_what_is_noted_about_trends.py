"""What is noted about trends, and from which days on their limits are worked out anew."""

from alembic import op

from data.migrations.record_tables import day, filled, text, versioned_table

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    versioned_table(
        "annotation",
        ("on_day", "about"),
        {"on_day_known_from": ("on_day", "known_from")},
        filled(day("on_day", "the day from which it holds")),
        filled(text("about", 60, "a trend by its title, or Every trend")),
        filled(text("text", 200, "what happened, in a few words")),
        filled(text("rebases", 3, "whether limits are worked out anew from that day on: Yes, No")),
        comment="One row per version of what was noted about a trend",
    )


def downgrade() -> None:
    op.drop_table("annotation")
