"""Accounts, sign-ins, the lock-out, and an access log that only grows."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import filled, long_text, moment, number, text, yes_or_no

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Events are only ever added, each the next one, and the head only moves forward by one. SQLite's
# INSERT OR REPLACE deletes without firing a delete trigger, so what is inserted is checked too.
SQLITE_TRIGGERS = (
    """
    CREATE TRIGGER access_event_is_never_changed BEFORE UPDATE ON access_event
    BEGIN SELECT RAISE(ABORT, 'The access log cannot be changed.'); END
    """,
    """
    CREATE TRIGGER access_event_is_never_deleted BEFORE DELETE ON access_event
    BEGIN SELECT RAISE(ABORT, 'The access log cannot be deleted from.'); END
    """,
    """
    CREATE TRIGGER access_event_is_the_next BEFORE INSERT ON access_event
    WHEN NEW.event_id IS NOT (SELECT event_id + 1 FROM access_log_head)
    BEGIN SELECT RAISE(ABORT, 'The access log takes the next event only.'); END
    """,
    """
    CREATE TRIGGER access_log_head_moves_forward BEFORE UPDATE ON access_log_head
    WHEN NEW.event_id IS NOT OLD.event_id + 1
      OR NEW.event_id IS NOT (SELECT max(event_id) FROM access_event)
    BEGIN SELECT RAISE(ABORT, 'The head of the access log only moves forward.'); END
    """,
    """
    CREATE TRIGGER access_log_head_is_never_deleted BEFORE DELETE ON access_log_head
    BEGIN SELECT RAISE(ABORT, 'The head of the access log cannot be deleted.'); END
    """,
    """
    CREATE TRIGGER access_log_head_is_one BEFORE INSERT ON access_log_head
    BEGIN SELECT RAISE(ABORT, 'The access log has one head.'); END
    """,
)
POSTGRESQL_TRIGGERS = (
    """
    CREATE FUNCTION access_log_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'The access log cannot be changed or deleted from.';
    END $$
    """,
    """
    CREATE FUNCTION access_log_takes_the_next() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.event_id IS DISTINCT FROM (SELECT event_id + 1 FROM access_log_head) THEN
        RAISE EXCEPTION 'The access log takes the next event only.';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE FUNCTION access_log_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.event_id IS DISTINCT FROM OLD.event_id + 1
         OR NEW.event_id IS DISTINCT FROM (SELECT max(event_id) FROM access_event) THEN
        RAISE EXCEPTION 'The head of the access log only moves forward.';
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER access_event_is_never_changed
    BEFORE UPDATE OR DELETE OR TRUNCATE ON access_event
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_refuses()
    """,
    """
    CREATE TRIGGER access_event_is_the_next BEFORE INSERT ON access_event
    FOR EACH ROW EXECUTE FUNCTION access_log_takes_the_next()
    """,
    """
    CREATE TRIGGER access_log_head_moves_forward BEFORE UPDATE ON access_log_head
    FOR EACH ROW EXECUTE FUNCTION access_log_moves_forward()
    """,
    """
    CREATE TRIGGER access_log_head_is_one
    BEFORE INSERT OR DELETE OR TRUNCATE ON access_log_head
    FOR EACH STATEMENT EXECUTE FUNCTION access_log_refuses()
    """,
)
TRIGGERS = {"sqlite": SQLITE_TRIGGERS, "postgresql": POSTGRESQL_TRIGGERS}


def upgrade() -> None:
    op.create_table(
        "access_event",
        sa.Column(
            "event_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="rises by one an event, without a gap",
        ),
        filled(moment("happened_at", "UTC")),
        filled(text("who", 120, "username; empty: no account of ours")),
        filled(text("role", 20, "as it was then")),
        filled(text("action", 20)),
        filled(long_text("page", "the page, or the command")),
        filled(long_text("filters", "JSON, as chosen")),
        filled(long_text("child_refs", "JSON list of tracker references seen")),
        filled(long_text("purpose", "as stated by the person")),
        filled(long_text("recipients", "to whom it was disclosed, as stated")),
        number("row_count", "how many rows were seen or disclosed"),
        filled(long_text("suppression", "which rule applied, never what it hid")),
        filled(long_text("change", "what was changed about which account")),
        number("data_version", "the newest import believed"),
        filled(text("previous_hash", 64, "of the event before")),
        filled(text("hash", 64, "SHA-256 of all the above")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_access_event")),
        comment="The access log: triggers refuse change and deletion, hashes chain the events",
    )
    with op.batch_alter_table("access_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_event_happened_at"), ["happened_at"], unique=False
        )

    op.create_table(
        "access_log_head",
        sa.Column(
            "head_id",
            sa.Integer(),
            autoincrement=False,
            nullable=False,
            comment="always 1: one row",
        ),
        filled(number("event_id", "of the newest event; 0: none yet")),
        filled(text("hash", 64, "of the newest event")),
        sa.CheckConstraint("head_id = 1", name=op.f("ck_access_log_head_one_row")),
        sa.PrimaryKeyConstraint("head_id", name=op.f("pk_access_log_head")),
        comment="Where the access log ends, so that events cut off its end are missed",
    )
    op.create_table(
        "account",
        filled(text("username", 120, "lower case")),
        text("password_hash", 100, "bcrypt; null: signs in through the identity provider only"),
        filled(text("role", 20)),
        filled(yes_or_no("is_active")),
        filled(yes_or_no("is_demo", "whether its password is public")),
        filled(moment("created_at", "UTC")),
        moment("last_sign_in_at", "UTC; null: never signed in"),
        sa.PrimaryKeyConstraint("username", name=op.f("pk_account")),
        comment="People who may sign in",
    )
    op.create_table(
        "sign_in_attempt",
        filled(number("attempt_id")),
        filled(moment("attempted_at", "UTC")),
        filled(
            text(
                "name_digest", 64, "keyed digest of the name typed, which may have been a password"
            )
        ),
        filled(text("origin", 80, "the address, or the known browser")),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_sign_in_attempt")),
        comment="Sign-ins that failed lately, for the lock-out; older ones are deleted",
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_attempted_at"), ["attempted_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sign_in_attempt_name_digest_origin"),
            ["name_digest", "origin"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_sign_in_attempt_origin"), ["origin"], unique=False)

    op.create_table(
        "browser_session",
        filled(text("session_id", 64, "SHA-256 of what the browser presents")),
        filled(text("username", 120)),
        filled(moment("started_at", "UTC")),
        filled(moment("active_at", "UTC; the last thing the person did")),
        filled(moment("expires_at", "UTC; however active")),
        moment("ended_at", "UTC; signed out, or ended by a change of the account"),
        sa.ForeignKeyConstraint(
            ["username"],
            ["account.username"],
            name=op.f("fk_browser_session_username"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_browser_session")),
        comment="One row per sign-in: a cookie without a live row here is refused",
    )
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_browser_session_username"), ["username"], unique=False)

    op.create_table(
        "account_area",
        filled(text("username", 120)),
        filled(text("area_code", 40)),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_account_area_area_code")
        ),
        sa.ForeignKeyConstraint(
            ["username"],
            ["account.username"],
            name=op.f("fk_account_area_username"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("username", "area_code", name=op.f("pk_account_area")),
        comment="The areas an attendee speaks for",
    )
    head = sa.table(
        "access_log_head", sa.column("head_id"), sa.column("event_id"), sa.column("hash")
    )
    op.bulk_insert(head, [{"head_id": 1, "event_id": 0, "hash": "0" * 64}])
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("account_area")
    with op.batch_alter_table("browser_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_browser_session_username"))

    op.drop_table("browser_session")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_origin"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_name_digest_origin"))
        batch_op.drop_index(batch_op.f("ix_sign_in_attempt_attempted_at"))

    op.drop_table("sign_in_attempt")
    op.drop_table("account")
    op.drop_table("access_log_head")
    with op.batch_alter_table("access_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_event_happened_at"))

    op.drop_table("access_event")
    if op.get_bind().dialect.name == "postgresql":
        for function in ("refuses", "takes_the_next", "moves_forward"):
            op.execute(f"DROP FUNCTION access_log_{function}")
