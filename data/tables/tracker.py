"""Children, their time on the tracker, and the meetings about it."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    false,
    text,
)

from data.tables.versioned import versioned


def _place_in_day() -> Column[int]:
    return Column(
        "place_in_day",
        Integer,
        nullable=False,
        server_default="1",
        comment="1; 2 where the child was added and removed that day, and then added again on it",
    )


def _is_undated(name: str, comment: str) -> Column[bool]:
    """A column that is true where the workbook says Yes in place of a date."""
    return Column(name, Boolean, nullable=False, server_default=false(), comment=comment)


child = versioned(
    "child",
    Column("child_ref", String(40), nullable=False, comment="tracker reference; never a name"),
    Column("date_of_birth", Date, comment="null: unknown"),
    Column("gender", String(10), nullable=False, comment="as reference/genders.csv names it"),
    # It holds all that is read of who has turned 18, so that the table need not be read.
    covering={"child": ("child_ref", "date_of_birth")},
    key=("child_ref",),
    comment="One row per version of a child who is or was on the tracker",
)

tracker_entry = versioned(
    "tracker_entry",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day on the tracker"),
    Column("removed_on", Date, comment="the first day no longer on it; null: still on it"),
    Column("removal_reason", String(60), comment="null: not removed, or not stated"),
    Column("source", Text, comment="who brought the child to notice; free text"),
    Column("proposed_on", Date, comment="when proposed for the tracker"),
    Column("ratified_on", Date, comment="when a monthly meeting ratified it"),
    _is_undated("ratified_undated", "whether it was ratified on a day that is not known"),
    Column("county_line", Text, comment="the line, as free text"),
    Column("pnd_recorded_on", Date, comment="when recorded on the Police National Database"),
    _is_undated("pnd_undated", "whether it was recorded there on a day that is not known"),
    Column("pnd_line", Text, comment="the identified line, or the generic one for children"),
    Column(
        "pnd_line_type",
        String(20),
        comment="Identified or Generic for children; null: not recorded",
    ),
    Column("handover_on", Date, comment="when it was agreed who takes over at 18"),
    _place_in_day(),
    # It holds every column of an entry that duties need, so that the table need not be read.
    covering={
        "child": (
            "child_ref, added_on, place_in_day",
            "ratified_on, ratified_undated, pnd_recorded_on, pnd_undated, handover_on, removed_on",
        )
    },
    key=("child_ref", "added_on", "place_in_day"),
    comment="One row per version of a child's time on the tracker",
)

# The end of a spell, in the far future while it has not ended. The spells of a day are then one
# range of an index, where "is null or later" would be a scan. Queries must use this exact text.
SUPERSEDED = text("known_until IS NOT NULL")
ENDS = "coalesce(ends_on, '9999-12-31')"

tracker_spell = versioned(
    "tracker_spell",
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="its entry's first day"),
    _place_in_day(),
    Column("starts_on", Date, nullable=False, comment="the first day of this status and area"),
    Column("ends_on", Date, comment="the first day no longer so; null: still so"),
    Column("status", String(60), nullable=False),
    Column("area_code", ForeignKey("area.code"), comment="home area; null: unknown"),
    Column(
        "is_stated",
        Boolean,
        nullable=False,
        comment="true: from the changes sheet; false: worked out from successive extracts",
    ),
    # The following columns repeat the spell's child, entry and neighbour, so that every count of
    # children reads only this table. The importer writes them with the spell.
    Column("born", Integer, comment="date of birth as yyyymmdd, for ages; null: unknown"),
    Column("gender", String(10), nullable=False),
    Column("is_first", Boolean, nullable=False, comment="whether its entry begins with it"),
    Column("is_last", Boolean, nullable=False, comment="whether its entry ends with it"),
    Column("previous_status", String(60), comment="of the spell before it in its entry"),
    Column("previous_area_code", String(40), comment="of the spell before it in its entry"),
    Column("removal_reason", String(60), comment="of its entry, on the last spell only"),
    # A spell may end on the day it starts; the name is that of databases which are in use.
    CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    Index(None, "child_ref", "added_on", "starts_on", "known_from"),
    Index(
        "ix_tracker_spell_ends_covering",
        text(ENDS),
        "starts_on",
        "known_from",
        "known_until",
        "status",
        "area_code",
        "gender",
        "born",
        "added_on",
        "is_last",
        "removal_reason",
        "child_ref",
        "place_in_day",
        "ends_on",
    ),
    Index(
        "ix_tracker_spell_superseded",
        "known_until",
        "child_ref",
        sqlite_where=SUPERSEDED,
        postgresql_where=SUPERSEDED,
    ),
    # These, and the index of ends, hold every column that is needed, so that the table need not be
    # read: for the spell of a child on a day, and children on the tracker in their order; for
    # additions and moves; for children on the tracker on a day, and removals.
    covering={
        "child": (
            "child_ref, starts_on, place_in_day",
            "ends_on, added_on, status, area_code, gender, born, previous_status, "
            "previous_area_code, removal_reason",
        ),
        "is_first": (
            "is_first, starts_on",
            "status, area_code, gender, previous_status, previous_area_code, added_on, child_ref, "
            "place_in_day",
        ),
    },
    key=("child_ref", "added_on", "place_in_day", "starts_on"),
    comment="One row per version of an unbroken status and area within an entry",
)

spell_days = versioned(
    "spell_days",
    Column("child_ref", String(40), nullable=False),
    Column(
        "until_on",
        Date,
        nullable=False,
        comment="the first day of the child's next spell; 31 December 9999: there is none",
    ),
    Column("from_on", Date, nullable=False, comment="the first day; 1 January 1: there is none"),
    Column("status", String(60), nullable=False, comment="that of the spell, as are the next two"),
    Column("area_code", ForeignKey("area.code"), comment="home area; null: unknown"),
    Column("gender", String(10), nullable=False),
    # It holds every column, so that the table need not be read.
    covering={"child": ("child_ref, until_on, from_on", "status, area_code, gender")},
    key=("child_ref", "until_on"),
    comment=(
        "One row per version of the days on which a spell counts for what is recorded about its "
        "child, written with the spells by the same import: each day of a child is in one row. It "
        "is the latest spell begun by then, even where it has ended, or the first one"
    ),
)

# The first age of each age band.
AGE_BANDS_FROM = (0, 10, 14, 16, 18)

tracker_month = versioned(
    "tracker_month",
    Column("month", Integer, nullable=False, comment="yyyymm"),
    Column("status", String(60), nullable=False),
    Column("area_code", ForeignKey("area.code"), comment="home area; null: unknown"),
    Column("gender", String(10), nullable=False),
    Column(
        "age_from", Integer, comment="the least age of its band: 0, 10, 14, 16, 18; null: unknown"
    ),
    Column(
        "change",
        Integer,
        nullable=False,
        comment="children more (or fewer) at the month's end than at its start, never 0",
    ),
    covering={"month": ("month", "status, area_code, gender, age_from, change")},
    key=("month", "status", "area_code", "gender", "age_from"),
    comment=(
        "How many more children are on the tracker at a month's end than at its start, birthdays "
        "to come included, written with the spells by the same import. The sum up to a month is "
        "the number at its end"
    ),
)

tracker_meeting = versioned(
    "tracker_meeting",
    Column("held_on", Date, nullable=False),
    Column("chair", Text),
    Column("shared_with_partners", Text, comment="when, or whether, it was shared: as stated"),
    Index(None, "held_on", "known_from"),
    key=("held_on",),
    comment="One row per version of a monthly tracker meeting",
)
