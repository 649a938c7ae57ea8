"""The access log."""

from sqlalchemy import CheckConstraint, Column, DateTime, Integer, String, Table, Text

from data.tables.versioned import metadata

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
    Column(
        "address",
        String(80),
        nullable=False,
        server_default="",
        comment="from where somebody tried to sign in and failed, as the server saw it",
    ),
    Column("previous_hash", String(64), nullable=False, comment="of the event before"),
    Column("hash", String(64), nullable=False, comment="keyed HMAC-SHA256 of all the above"),
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
