"""Every table, in one MetaData.

Record tables are versioned. Each row carries `known_from`, the import that first brought it, and
`known_until`, the import that replaced or withdrew it (null: current). A row is therefore never
changed or deleted: a figure can always be given as it was known when a pack was issued.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def clocks() -> tuple[Column[int], Column[int], Column[int]]:
    """The columns that make a record table versioned."""
    return (
        Column("version_id", Integer, primary_key=True, comment="this version of the record"),
        Column(
            "known_from",
            ForeignKey("import_run.import_id"),
            nullable=False,
            comment="the import that brought this version",
        ),
        Column(
            "known_until",
            ForeignKey("import_run.import_id"),
            comment="the import that replaced or withdrew this version; null while it is current",
        ),
    )


# Imports

import_run = Table(
    "import_run",
    metadata,
    Column(
        "import_id", Integer, primary_key=True, comment="rises by one an import: the data version"
    ),
    Column("extracted_on", Date, nullable=False, comment="the date the extract speaks of"),
    Column("imported_at", DateTime, nullable=False, comment="when it was imported, in UTC"),
    Column("is_demo", Boolean, nullable=False, comment="whether it brought invented data"),
    comment="One row per import: what was loaded, together, in one transaction",
)

import_file = Table(
    "import_file",
    metadata,
    Column("file_id", Integer, primary_key=True),
    Column(
        "import_id",
        ForeignKey("import_run.import_id"),
        nullable=False,
        index=True,
        comment="its import",
    ),
    Column("file", String(255), nullable=False, comment="the file's name, without its folder"),
    Column("sha256", String(64), nullable=False, index=True, comment="fingerprint of the file"),
    Column("sheet", String(40), nullable=False, comment="tracker, changes, intelligence …"),
    Column("rows_read", Integer, nullable=False, comment="rows in the sheet"),
    Column("rows_new", Integer, nullable=False, comment="records not known before"),
    Column("rows_changed", Integer, nullable=False, comment="records known with other content"),
    Column("rows_withdrawn", Integer, nullable=False, comment="records known, now gone"),
    Column("notices", Text, nullable=False, comment="what was ignored or unusual, a line each"),
    comment="One row per sheet of an import: where it came from and what it changed",
)

import_refusal = Table(
    "import_refusal",
    metadata,
    Column("refusal_id", Integer, primary_key=True),
    Column("refused_at", DateTime, nullable=False, comment="when, in UTC"),
    Column("files", Text, nullable=False, comment="the files' names, without their folders"),
    Column("problems", Integer, nullable=False, comment="how many problems were found in all"),
    Column(
        "summary",
        Text,
        nullable=False,
        comment="sheet, column, remedy and count of each kind of problem, never a value",
    ),
    comment="One row per import that was refused whole: what was wrong, without the data",
)

# Reference

local_authority = Table(
    "local_authority",
    metadata,
    Column("code", String(12), primary_key=True, comment="ONS code"),
    Column("name", String(80), nullable=False),
    Column("district", String(20), nullable=False, comment="City or County"),
    Column("population_10_17", Integer, comment="residents aged 10 to 17, ONS mid-2020"),
    comment="Local authorities: what rates are worked out by",
)

area = Table(
    "area",
    metadata,
    Column("code", String(40), primary_key=True, comment="short name, as used in addresses"),
    Column("name", String(80), nullable=False, unique=True),
    Column("district", String(20), nullable=False, comment="City or County"),
    Column("local_authority", ForeignKey("local_authority.code"), nullable=False),
    Column("tile_row", Integer, nullable=False, comment="its place on the tile map, from 0"),
    Column("tile_column", Integer, nullable=False, comment="its place on the tile map, from 0"),
    comment="Neighbourhood Policing Areas",
)

# Records

child = Table(
    "child",
    metadata,
    *clocks(),
    Column("child_ref", String(40), nullable=False, comment="tracker reference; never a name"),
    Column("date_of_birth", Date, comment="null: unknown"),
    Column("gender", String(10), nullable=False, comment="Male, Female, Other or Unknown"),
    Index(None, "child_ref", "known_from"),
    comment="One row per version of a child who is or was on the tracker. Key: child_ref",
)

tracker_entry = Table(
    "tracker_entry",
    metadata,
    *clocks(),
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="the first day on the tracker"),
    Column("removed_on", Date, comment="the first day no longer on it; null: still on it"),
    Column("removal_reason", String(60), comment="null: not removed, or not stated"),
    Column("source", Text, comment="who brought the child to notice; free text"),
    Column("proposed_on", Date, comment="when proposed for the tracker"),
    Column("ratified_on", Date, comment="when a monthly meeting ratified it"),
    Column("county_line", Text, comment="the line, as free text"),
    Column("pnd_recorded_on", Date, comment="when recorded on the Police National Database"),
    Column("pnd_line", Text, comment="the identified line, or the generic one for children"),
    Index(None, "child_ref", "added_on", "known_from"),
    comment="One row per version of a child's time on the tracker. Key: child_ref, added_on",
)

# When a spell ends, far away while it has not: a day's spells are then one piece of an index, where
# "is null or later" would be a scan. It must stand in a query as it stands here.
ENDS = "coalesce(ends_on, '9999-12-31')"

tracker_spell = Table(
    "tracker_spell",
    metadata,
    *clocks(),
    Column("child_ref", String(40), nullable=False),
    Column("added_on", Date, nullable=False, comment="its entry's first day"),
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
    # What follows repeats the spell's child, entry and neighbour, so that every count of children
    # reads this one table. The importer writes it with the spell, by the same comparison.
    Column("born", Integer, comment="date of birth as yyyymmdd, for ages; null: unknown"),
    Column("gender", String(10), nullable=False),
    Column("is_first", Boolean, nullable=False, comment="whether its entry begins with it"),
    Column("is_last", Boolean, nullable=False, comment="whether its entry ends with it"),
    Column("previous_status", String(60), comment="of the spell before it in its entry"),
    Column("previous_area_code", String(40), comment="of the spell before it in its entry"),
    Column("removal_reason", String(60), comment="of its entry, on the last spell only"),
    CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
    Index(None, "child_ref", "added_on", "starts_on", "known_from"),
    # These two hold all that a count reads, so that it need not visit the table: children on the
    # tracker on a day and those who leave it; and those who come and move.
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
        "ends_on",
    ),
    Index(
        "ix_tracker_spell_is_first_covering",
        "is_first",
        "starts_on",
        "known_from",
        "known_until",
        "status",
        "area_code",
        "gender",
        "previous_status",
        "previous_area_code",
        "added_on",
        "child_ref",
    ),
    comment=(
        "One row per version of an unbroken status and area within an entry. "
        "Key: child_ref, added_on, starts_on"
    ),
)

# The ages at which a child passes into another age band, the first from birth.
AGE_BANDS_FROM = (0, 10, 14, 16, 18)

tracker_month = Table(
    "tracker_month",
    metadata,
    *clocks(),
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
    Index(
        "ix_tracker_month_month_covering",
        "month",
        "known_from",
        "known_until",
        "status",
        "area_code",
        "gender",
        "age_from",
        "change",
    ),
    comment=(
        "How many more children are on the tracker at a month's end than at its start, birthdays "
        "to come included, written with the spells by the same import. The sum up to a month is "
        "the number at its end. Key: month, status, area_code, gender, age_from"
    ),
)

intelligence_report = Table(
    "intelligence_report",
    metadata,
    *clocks(),
    Column("report_ref", String(40), nullable=False),
    Column("submitted_on", Date, nullable=False),
    Column("flag", String(60), nullable=False, comment="'County Lines' is counted; may be empty"),
    Column("area_code", ForeignKey("area.code"), comment="null: no area given"),
    Index(None, "report_ref", "known_from"),
    Index(None, "submitted_on"),
    comment="One row per version of an intelligence report. Key: report_ref",
)

intelligence_link = Table(
    "intelligence_link",
    metadata,
    *clocks(),
    Column("report_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Index(None, "report_ref", "child_ref", "known_from"),
    Index(None, "child_ref"),
    comment="One row per version of a child named in a report. Key: report_ref, child_ref",
)

intelligence_day = Table(
    "intelligence_day",
    metadata,
    *clocks(),
    Column("submitted_on", Date, nullable=False),
    Column("flag", String(60), nullable=False),
    Column("area_code", ForeignKey("area.code"), comment="null: no area given"),
    Column("reports", Integer, nullable=False, comment="reports that day, never 0"),
    Index(
        "ix_intelligence_day_flag_covering",
        "flag",
        "submitted_on",
        "known_from",
        "known_until",
        "area_code",
        "reports",
    ),
    comment=(
        "Reports counted by day, flag and area, written with the reports by the same import. "
        "Key: submitted_on, flag, area_code"
    ),
)

nsd_stage = Table(
    "nsd_stage",
    metadata,
    *clocks(),
    Column("area_code", ForeignKey("area.code"), nullable=False),
    Column("stage", String(20), nullable=False, comment="Not started, Planned, Preparing, Live"),
    Column("from_on", Date, nullable=False, comment="the first day at this stage"),
    Column("target_on", Date, comment="when it is meant to be live"),
    Index(None, "area_code", "from_on", "known_from"),
    comment="One row per version of a stage of the NSD rollout. Key: area_code, from_on",
)

tracker_meeting = Table(
    "tracker_meeting",
    metadata,
    *clocks(),
    Column("held_on", Date, nullable=False),
    Column("chair", Text),
    Column("shared_with_partners", Text, comment="when, or whether, it was shared: as stated"),
    Index(None, "held_on", "known_from"),
    comment="One row per version of a monthly tracker meeting. Key: held_on",
)

# Releases

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

# Our own

account = Table(
    "account",
    metadata,
    Column("username", String(120), primary_key=True, comment="lower case"),
    Column(
        "password_hash",
        String(100),
        comment="bcrypt; null: signs in through the identity provider only",
    ),
    Column("role", String(20), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_demo", Boolean, nullable=False, comment="whether its password is public"),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("last_sign_in_at", DateTime, comment="UTC; null: never signed in"),
    comment="People who may sign in",
)

account_area = Table(
    "account_area",
    metadata,
    Column("username", ForeignKey("account.username", ondelete="CASCADE"), primary_key=True),
    Column("area_code", ForeignKey("area.code"), primary_key=True),
    comment="The areas an attendee speaks for",
)

browser_session = Table(
    "browser_session",
    metadata,
    Column(
        "session_id", String(64), primary_key=True, comment="SHA-256 of what the browser presents"
    ),
    Column(
        "username", ForeignKey("account.username", ondelete="CASCADE"), nullable=False, index=True
    ),
    Column("started_at", DateTime, nullable=False, comment="UTC"),
    Column("active_at", DateTime, nullable=False, comment="UTC; the last thing the person did"),
    Column("expires_at", DateTime, nullable=False, comment="UTC; however active"),
    Column("ended_at", DateTime, comment="UTC; signed out, or ended by a change of the account"),
    comment="One row per sign-in: a cookie without a live row here is refused",
)

sign_in_attempt = Table(
    "sign_in_attempt",
    metadata,
    Column("attempt_id", Integer, primary_key=True),
    Column("attempted_at", DateTime, nullable=False, index=True, comment="UTC"),
    Column(
        "name_digest",
        String(64),
        nullable=False,
        comment="keyed digest of the name typed, which may have been a password",
    ),
    Column("origin", String(80), nullable=False, comment="the address, or the known browser"),
    Index(None, "name_digest", "origin"),
    Index(None, "origin"),
    comment="Sign-ins that failed lately, for the lock-out; older ones are deleted",
)

access_event = Table(
    "access_event",
    metadata,
    Column(
        "event_id",
        Integer,
        primary_key=True,
        autoincrement=False,
        comment="rises by one an event, without a gap",
    ),
    Column("happened_at", DateTime, nullable=False, index=True, comment="UTC"),
    Column("who", String(120), nullable=False, comment="username; empty: no account of ours"),
    Column("role", String(20), nullable=False, comment="as it was then"),
    Column("action", String(20), nullable=False),
    Column("page", Text, nullable=False, comment="the page, or the command"),
    Column("filters", Text, nullable=False, comment="JSON, as chosen"),
    Column("child_refs", Text, nullable=False, comment="JSON list of tracker references seen"),
    Column("purpose", Text, nullable=False, comment="as stated by the person"),
    Column("recipients", Text, nullable=False, comment="to whom it was disclosed, as stated"),
    Column("row_count", Integer, comment="how many rows were seen or disclosed"),
    Column("suppression", Text, nullable=False, comment="which rule applied, never what it hid"),
    Column("change", Text, nullable=False, comment="what was changed about which account"),
    Column("data_version", Integer, comment="the newest import believed"),
    Column("previous_hash", String(64), nullable=False, comment="of the event before"),
    Column("hash", String(64), nullable=False, comment="SHA-256 of all the above"),
    comment="The access log: triggers refuse change and deletion, hashes chain the events",
)

access_log_head = Table(
    "access_log_head",
    metadata,
    Column("head_id", Integer, primary_key=True, autoincrement=False, comment="always 1: one row"),
    Column("event_id", Integer, nullable=False, comment="of the newest event; 0: none yet"),
    Column("hash", String(64), nullable=False, comment="of the newest event"),
    CheckConstraint("head_id = 1", name="one_row"),
    comment="Where the access log ends, so that events cut off its end are missed",
)
