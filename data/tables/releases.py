"""Month-end figures by area, as released."""

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

area_release = Table(
    "area_release",
    metadata,
    Column("month_end", Date, primary_key=True, comment="the day that its counts speak of"),
    Column(
        "import_id",
        ForeignKey("import_run.import_id"),
        nullable=False,
        comment="the import it was made from, whatever came later",
    ),
    Column("threshold", Integer, nullable=False, comment="counts below it, but 0, are hidden"),
    Column("made_at", DateTime, nullable=False, comment="UTC"),
    Column("withheld", Text, comment="why nothing of it may be shown; null: it may"),
    Column(
        "secret",
        String(64),
        comment="draws which counts are hidden; never shown. Null: made before there was one",
    ),
    Column(
        "fingerprint",
        String(64),
        comment="HMAC of all of it under the key of the log; null: made before there was one",
    ),
    comment="One row per month-end area release, made once and never changed",
)

area_release_cell = Table(
    "area_release_cell",
    metadata,
    Column("month_end", ForeignKey("area_release.month_end"), primary_key=True),
    Column(
        "geography",
        String(40),
        primary_key=True,
        comment="an area's code, Unknown, a district, or Force",
    ),
    Column(
        "measure",
        String(20),
        primary_key=True,
        comment="on_tracker, status, age, gender, added or removed",
    ),
    Column("category", String(60), primary_key=True, comment="of the measure; empty: it has none"),
    Column("value", Integer, comment="as published; null: not shown. What it hides is not kept"),
    Column("symbol", String(3), comment="what is shown in its place; null: the value is"),
    CheckConstraint("(value IS NULL) = (symbol IS NOT NULL)", name="value_or_symbol"),
    comment="One row per count of a release, as published",
)
