"""The days themselves, so that SQL can join months and count working days."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Date, Integer, Table

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
    Column("next_working", Date, nullable=False, comment="the first working day after it"),
    comment="One row per day, with England's working days, filled from bank_holidays.csv",
)
