"""Intelligence reports, and the children that they name."""

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String

from data.tables.versioned import versioned

# The flag of the reports that are counted.
COUNTY_LINES = "County Lines"

intelligence_report = versioned(
    "intelligence_report",
    Column("report_ref", String(40), nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("flag", String(60), nullable=False, comment="'County Lines' is counted; may be empty"),
    Column("area_code", ForeignKey("area.code"), comment="null: no area given"),
    Index(None, "report_ref", "known_from"),
    Index(None, "submitted_on"),
    key=("report_ref",),
    comment="One row per version of an intelligence report",
)

intelligence_link = versioned(
    "intelligence_link",
    Column("report_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("submitted_on", Date, nullable=False, comment="that of the report"),
    Index(None, "report_ref", "child_ref", "known_from"),
    covering={
        # It holds a child's reports by day, so that the table need not be read.
        "child": ("child_ref, submitted_on", ""),
        # Of this one PostgreSQL reads who was named in the reports of some days.
        "day": ("submitted_on", "child_ref"),
    },
    key=("report_ref", "child_ref"),
    comment="One row per version of a child named in a report",
)

intelligence_day = versioned(
    "intelligence_day",
    Column("submitted_on", Date, nullable=False),
    Column("flag", String(60), nullable=False),
    Column("area_code", ForeignKey("area.code"), comment="null: no area given"),
    Column("reports", Integer, nullable=False, comment="reports that day, never 0"),
    covering={"flag": ("flag, submitted_on", "area_code, reports")},
    key=("submitted_on", "flag", "area_code"),
    comment=("Reports counted by day, flag and area, written with the reports by the same import"),
)
