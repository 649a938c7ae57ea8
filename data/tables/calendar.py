"""A table of all days, so that SQL can join months and count working days."""

from sqlalchemy import Boolean, Column, Date, Index, Integer, Table

from data.tables.versioned import metadata

calendar_day = Table(
    "calendar_day",
    metadata,
    Column("day", Date, primary_key=True, comment="every day of the years that are covered"),
    Column("month_start", Date, nullable=False, comment="the first day of its month"),
    Column("weekday", Integer, nullable=False, comment="1 for Monday to 7 for Sunday"),
    Column("is_working", Boolean, nullable=False, comment="no weekend and no bank holiday"),
    Column(
        "working_number",
        Integer,
        nullable=False,
        comment="working days up to it: two of them subtracted are the working days from one day "
        "to the other",
    ),
    Column(
        "day_number",
        Integer,
        nullable=False,
        server_default="0",
        comment="days since 31 December of the year 0",
    ),
    Column(
        "yyyymmdd",
        Integer,
        nullable=False,
        server_default="0",
        comment="the day as a number, as dates of birth are stored",
    ),
    Column("next_working", Date, nullable=False, comment="the first working day after it"),
    Index("ix_calendar_day_working_number", "working_number"),
    Index("ix_calendar_day_yyyymmdd", "yyyymmdd"),
    Index("uq_calendar_day_day_number", "day_number", unique=True),
    comment="One row per day, with England's working days, filled from bank_holidays.csv",
)
