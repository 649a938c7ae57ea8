"""Annotations of trends: changes of definition or of practice, and special weeks."""

from sqlalchemy import Column, Date, Index, String

from data.tables.versioned import versioned

annotation = versioned(
    "annotation",
    Column("on_day", Date, nullable=False, comment="the day from which it holds"),
    Column("about", String(60), nullable=False, comment="a trend by its title, or Every trend"),
    Column("text", String(200), nullable=False, comment="what happened, in a few words"),
    Column(
        "rebases",
        String(3),
        nullable=False,
        comment="whether limits are worked out anew from that day on: Yes, No",
    ),
    Index(None, "on_day", "known_from"),
    key=("on_day", "about"),
    comment="One row per version of what was noted about a trend",
)
