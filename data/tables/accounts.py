"""The people who may sign in, and their sessions."""

from datetime import timedelta

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    false,
)

from data.tables.versioned import metadata

PROPOSAL_STANDS_FOR = timedelta(days=7)

account = Table(
    "account",
    metadata,
    Column("username", String(120), primary_key=True, comment="lower case"),
    Column(
        "password_hash",
        String(100),
        comment="bcrypt; null: signs in through the identity provider only",
    ),
    Column(
        "must_change_password",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether nothing is shown before the owner has chosen another password",
    ),
    Column("issuer", String(400), comment="the identity provider; null: signs in with a password"),
    Column("subject", String(255), comment="who it is there, for good"),
    Column("role", String(20), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("is_demo", Boolean, nullable=False, comment="whether its password is public"),
    Column("created_at", DateTime, nullable=False, comment="UTC"),
    Column("last_sign_in_at", DateTime, comment="UTC; null: never signed in"),
    Index(None, "issuer", "subject", unique=True),
    comment="People who may sign in",
)

account_area = Table(
    "account_area",
    metadata,
    Column("username", ForeignKey("account.username", ondelete="CASCADE"), primary_key=True),
    Column("area_code", ForeignKey("area.code"), primary_key=True),
    comment="The areas an attendee speaks for",
)

account_proposal = Table(
    "account_proposal",
    metadata,
    Column("proposal_id", Integer, primary_key=True),
    Column("username", String(120), nullable=False, comment="whose account; it may not exist yet"),
    Column("role", String(20), comment="proposed; null: it stays"),
    Column("areas", Text, nullable=False, comment="JSON list of area codes, with the role"),
    Column("password_hash", String(100), comment="proposed; null: it stays, or it was decided"),
    Column(
        "enables",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether a disabled account is enabled, with that role",
    ),
    Column("proposed_by", String(120), nullable=False, comment="username"),
    Column("proposed_at", DateTime, nullable=False, comment="UTC"),
    Column("decided_by", String(120), comment="username; null: nobody has decided yet"),
    Column("decided_at", DateTime, comment="UTC"),
    Column("is_approved", Boolean, comment="whether the change was made"),
    comment="Changes of accounts that one person proposes and another approves",
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
