"""What the monthly meeting decided."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
)

from data.tables.versioned import metadata

decision = Table(
    "decision",
    metadata,
    Column("decision_id", Integer, primary_key=True, comment="of this entry; rises"),
    Column(
        "first_id",
        ForeignKey("decision.decision_id"),
        index=True,
        comment="the entry that this one follows up or corrects; null: it is the first",
    ),
    Column("subject", String(10), nullable=False, comment="Child, Area, Figure or Meeting"),
    Column(
        "about",
        String(80),
        nullable=False,
        comment="a tracker reference, an area's code or a view's name; empty: the whole meeting",
    ),
    Column("text", Text, nullable=False, comment="what was decided; never leaves for partners"),
    Column("owner", String(60), nullable=False, comment="who is to do it"),
    Column("due_on", Date, comment="by when; null: no date was agreed"),
    Column(
        "state", String(10), nullable=False, comment="To do, Done or Withdrawn, with this entry"
    ),
    Column(
        "trend",
        String(60),
        comment="whose limits start anew: a trend by its title, or Every trend; null: none",
    ),
    Column("rebases_on", Date, comment="from which day they do; null: no trend is named"),
    Column("as_at", Date, nullable=False, comment="the day that the meeting looked at"),
    Column("recorded_by", String(120), nullable=False, comment="username"),
    Column("recorded_at", DateTime, nullable=False, comment="UTC"),
    Column(
        "data_version",
        ForeignKey("import_run.import_id"),
        nullable=False,
        comment="the newest import when it was recorded",
    ),
    CheckConstraint("first_id <> decision_id", name="follows_another"),
    comment="Decisions of the monthly meeting: entries are added, and none is changed or deleted",
)
