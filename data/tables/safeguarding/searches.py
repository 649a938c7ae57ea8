"""The daily searches of intelligence reports for children."""

from sqlalchemy import Column, Date, Index, Integer, String

from data.tables.versioned import versioned

daily_search = versioned(
    "daily_search",
    Column("for_day", Date, nullable=False, comment="the day whose reports are searched"),
    Column("done_on", Date, comment="null: not done"),
    Column("not_done_because", String(20), comment="null: done"),
    Column("reports_reviewed", Integer, comment="null: not recorded"),
    Column("children_linked", Integer, comment="children named in them; null: not recorded"),
    Column("new_children", Integer, comment="of these, not on the tracker; null: not recorded"),
    Index(None, "for_day", "known_from"),
    key=("for_day",),
    comment="One row per version of the search of a day's reports for children",
)

daily_search_child = versioned(
    "daily_search_child",
    Column("for_day", Date, nullable=False, comment="the day whose reports are searched"),
    Column("child_ref", String(40), nullable=False),
    Index(None, "for_day", "child_ref", "known_from"),
    Index(None, "child_ref"),
    key=("for_day", "child_ref"),
    comment="One row per version of a child on the tracker whom a daily search found",
)
