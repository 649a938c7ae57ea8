"""The education or work of children on the tracker."""

from sqlalchemy import Column, Date, Index, Integer, String

from data.tables.versioned import answer, versioned

education = versioned(
    "education",
    Column("child_ref", String(40), nullable=False),
    Column("from_on", Date, nullable=False, comment="the first day of this status"),
    Column("checked_on", Date, nullable=False, comment="when it was last found to be so"),
    Column("status", String(30), nullable=False, comment="School, Missing education, College …"),
    Column("hours_a_week", Integer, comment="null: not recorded"),
    answer("has_plan", "an education, health and care plan"),
    Index(None, "child_ref", "from_on", "known_from"),
    key=("child_ref", "from_on"),
    comment="One row per version of a child's education, from one change of it to the next",
)
