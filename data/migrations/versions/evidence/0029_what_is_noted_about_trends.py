"""What is noted about trends, and from which days on their limits are worked out anew."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

CURRENT = sa.text("known_until IS NULL")


def upgrade() -> None:
    op.create_table(
        "annotation",
        sa.Column("version_id", sa.Integer(), nullable=False, comment="this version of the record"),
        sa.Column(
            "known_from",
            sa.Integer(),
            nullable=False,
            comment="the import that brought this version",
        ),
        sa.Column(
            "known_until",
            sa.Integer(),
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
        sa.Column("on_day", sa.Date(), nullable=False, comment="the day from which it holds"),
        sa.Column(
            "about", sa.String(60), nullable=False, comment="a trend by its title, or Every trend"
        ),
        sa.Column("text", sa.String(200), nullable=False, comment="what happened, in a few words"),
        sa.Column(
            "rebases",
            sa.String(3),
            nullable=False,
            comment="whether limits are worked out anew from that day on: Yes, No",
        ),
        *(
            sa.ForeignKeyConstraint(
                [clock], ["import_run.import_id"], name=f"fk_annotation_{clock}"
            )
            for clock in ("known_from", "known_until")
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_annotation"),
        comment="One row per version of what was noted about a trend. Key: on_day, about",
    )
    op.create_index("ix_annotation_on_day_known_from", "annotation", ["on_day", "known_from"])
    op.create_index(
        "uq_annotation_current",
        "annotation",
        ["on_day", "about"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def downgrade() -> None:
    op.drop_table("annotation")
