"""Children who were made anonymous, and the references that they had."""

from sqlalchemy import Column, Date, DateTime, ForeignKey, Integer, String, Table

from data.tables.versioned import metadata

retention_run = Table(
    "retention_run",
    metadata,
    Column("retention_id", Integer, primary_key=True),
    Column("run_at", DateTime, nullable=False, comment="when, in UTC"),
    Column("run_by", String(120), nullable=False, comment="the login of the operator"),
    Column(
        "gone_before",
        Date,
        nullable=False,
        comment="children who had left the tracker before this day were made anonymous",
    ),
    Column("children", Integer, nullable=False, comment="how many they were"),
    comment="One row per run of clvt retention that made children anonymous",
)

retired_reference = Table(
    "retired_reference",
    metadata,
    Column("child_ref", String(40), primary_key=True, comment="the reference that was replaced"),
    Column("gone_on", Date, nullable=False, comment="the day on which the child left the tracker"),
    Column("retention_id", ForeignKey("retention_run.retention_id"), nullable=False),
    comment=(
        "References that clvt retention replaced, so that an extract which still lists them does "
        "not bring them back. Nothing leads from one to the anonymous reference in its place"
    ),
)
