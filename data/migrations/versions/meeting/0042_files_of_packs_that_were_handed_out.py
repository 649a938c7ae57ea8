"""The files of a pack that were handed out have a fingerprint each, and its contents have one.

Until now a pack was written in all four formats whenever it was issued in one.
"""

import sqlalchemy as sa
from alembic import op

from data.access_log import triggers
from data.migrations.record_tables import filled, text

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

FORMATS = ("pdf", "docx", "pptx", "xlsx")


def upgrade() -> None:
    op.create_table(
        "pack_file",
        filled(text("reference", 40, "the pack")),
        filled(text("format", 10, "pdf, docx, pptx or xlsx")),
        filled(text("sha256", 64, "fingerprint of the file")),
        sa.ForeignKeyConstraint(
            ["reference"], ["pack_issue.reference"], name="fk_pack_file_reference"
        ),
        sa.PrimaryKeyConstraint("reference", "format", name="pk_pack_file"),
        comment="One row per format in which a pack was handed out",
    )
    op.create_index("ix_pack_file_sha256", "pack_file", ["sha256"])
    for name in FORMATS:
        op.execute(
            f"INSERT INTO pack_file SELECT reference, '{name}', {name} "  # noqa: S608  (names above)
            "FROM pack_issue"
        )
        op.drop_column("pack_issue", name)
    comment = "SHA-256 of all that stands in it; null: issued before that was kept"
    op.add_column("pack_issue", text("contents", 64, comment))
    connection = op.get_bind()
    for statement in triggers.statements(connection.dialect.name, "pack_file"):
        connection.exec_driver_sql(statement)


def downgrade() -> None:
    """A format in which a pack was never handed out gets an empty fingerprint."""
    op.drop_column("pack_issue", "contents")
    connection = op.get_bind()
    with triggers.without_triggers(connection, "pack_issue"):
        for name in FORMATS:
            kept = sa.Column(name, sa.String(length=64), nullable=False, server_default="")
            op.add_column("pack_issue", kept)
            op.execute(
                f"UPDATE pack_issue SET {name} = coalesce((SELECT sha256 "  # noqa: S608  (as above)
                "FROM pack_file WHERE "
                f"pack_file.reference = pack_issue.reference AND format = '{name}'), '')"
            )
    op.drop_table("pack_file")
