"""The standards that duties are held to, and the duties that do not apply to an entry."""

from sqlalchemy import Column, Date, Index, Integer, String, Table

from data.tables.versioned import metadata, versioned

duty_standard = Table(
    "duty_standard",
    metadata,
    Column("standard_id", Integer, primary_key=True, comment="its place in standards.csv"),
    Column("duty", String(40), nullable=False, comment="the duty, as readers see it"),
    Column("status", String(60), comment="the status of children to whom it applies; null: all"),
    Column(
        "kind",
        String(60),
        comment="the grade of a referral, or who decides, to which it applies; null: all others",
    ),
    Column("from_on", Date, nullable=False, comment="the first day on which a clock may start"),
    Column("days", Integer, nullable=False, comment="how many days the duty may take"),
    Column("unit", String(8), nullable=False, comment="working or calendar days"),
    Column(
        "source", String(200), nullable=False, comment="who set it, or that it is an assumption"
    ),
    comment="One row per standard of a duty, from the day on which it came into force",
)

not_applicable = versioned(
    "not_applicable",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day of the entry"),
    Column("duty", String(40), nullable=False, comment="the duty, as readers see it"),
    Column("reason", String(30), nullable=False, comment="why it does not apply"),
    Column("decided_on", Date, nullable=False),
    Column("decided_by", String(20), nullable=False, comment="the role that decided it"),
    Index(None, "child_ref", "added_on", "known_from"),
    key=("child_ref", "added_on", "duty"),
    comment="One row per version of a decision that a duty does not apply to an entry",
)
