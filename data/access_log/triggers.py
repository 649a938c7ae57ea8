"""Triggers by which the database refuses to change or delete rows of the access log, the releases
and other tables to which rows are only added.

Each event of the log must be the next one, and the head moves forward by one. A release is added
once. SQLite's INSERT OR REPLACE deletes without firing a trigger for deletions, so insertions are
checked too.

To protect a further table, add a line to `APPEND_ONLY`, and run its `statements` in the migration
that makes it.

The owner of the database can remove a trigger: `missing` says which are not in place as they are
declared here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

APPEND_ONLY = {
    "area_release": ("month_end",),
    "area_release_cell": ("month_end", "geography", "measure", "category"),
    "decision": ("decision_id",),
    "pack_issue": ("reference",),
    "pack_file": ("reference", "format"),
    "area_issue": ("issue_id",),
    "area_issue_figure": ("issue_id", "area_code", "measure", "category", "detail"),
    "area_issue_beside": ("issue_id", "agreement_id", "place", "measure", "category"),
}
"""Tables to which rows are only added, and the columns that tell one row from another."""
FIRST = ("access_event", "access_log_head", "area_release", "area_release_cell")
"""The tables that were protected first, by migration 0009."""


def _made_once(table: str, key: tuple[str, ...]) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    query = f"SELECT 1 FROM {table} WHERE {same}"  # noqa: S608  (names of our own)
    return f"BEFORE INSERT ON {table} WHEN EXISTS ({query})"


_SQLITE = {
    "access_event_is_the_next": "BEFORE INSERT ON access_event "
    "WHEN NEW.event_id IS NOT (SELECT event_id + 1 FROM access_log_head)",
    "access_log_head_moves_forward": "BEFORE UPDATE ON access_log_head "
    "WHEN NEW.event_id IS NOT OLD.event_id + 1 "
    "OR NEW.event_id IS NOT (SELECT max(event_id) FROM access_event)",
    "access_log_head_is_never_deleted": "BEFORE DELETE ON access_log_head",
    "access_log_head_is_one": "BEFORE INSERT ON access_log_head",
    **{
        f"{table}_is_never_{done}": f"BEFORE {event} ON {table}"
        for table in ("access_event", *APPEND_ONLY)
        for done, event in (("changed", "UPDATE"), ("deleted", "DELETE"))
    },
    **{f"{table}_is_made_once": _made_once(table, key) for table, key in APPEND_ONLY.items()},
}

_FUNCTIONS = {
    "clvt_refuses": "BEGIN RAISE EXCEPTION '% is kept as it was written.', TG_TABLE_NAME; END",
    "clvt_takes_the_next_event": """
        BEGIN
          IF NEW.event_id IS DISTINCT FROM (SELECT event_id + 1 FROM access_log_head) THEN
            RAISE EXCEPTION 'The access log takes the next event only.';
          END IF;
          RETURN NEW;
        END
    """,
    "clvt_head_moves_forward": """
        BEGIN
          IF NEW.event_id IS DISTINCT FROM OLD.event_id + 1
             OR NEW.event_id IS DISTINCT FROM (SELECT max(event_id) FROM access_event) THEN
            RAISE EXCEPTION 'The head of the access log only moves forward.';
          END IF;
          RETURN NEW;
        END
    """,
}
_POSTGRESQL = {
    "access_event_is_the_next": (
        "BEFORE INSERT ON access_event FOR EACH ROW",
        "clvt_takes_the_next_event",
    ),
    "access_log_head_moves_forward": (
        "BEFORE UPDATE ON access_log_head FOR EACH ROW",
        "clvt_head_moves_forward",
    ),
    "access_log_head_is_one": (
        "BEFORE INSERT OR DELETE OR TRUNCATE ON access_log_head FOR EACH STATEMENT",
        "clvt_refuses",
    ),
    **{
        f"{table}_is_never_changed": (
            f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} FOR EACH STATEMENT",
            "clvt_refuses",
        )
        for table in ("access_event", *APPEND_ONLY)
    },
}


def functions(dialect: str) -> list[str]:
    """The SQL statements that make the functions that triggers call; SQLite needs none."""
    if dialect == "sqlite":
        return []
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in _FUNCTIONS.items()
    ]


def statements(dialect: str, *tables: str) -> list[str]:
    """The SQL statements that make the triggers of some tables."""
    if dialect == "sqlite":
        return [_for_sqlite(name) for name, fires in _SQLITE.items() if _table(fires) in tables]
    return [
        f"CREATE TRIGGER {name} {fires} EXECUTE FUNCTION {function}()"
        for name, (fires, function) in _POSTGRESQL.items()
        if _table(fires) in tables
    ]


@contextmanager
def without_triggers(connection: Connection, table: str) -> Iterator[None]:
    """Remove the triggers of a table and put them back, within a transaction. Only for what must be
    removed from the table by law."""
    dialect = connection.dialect.name
    made = statements(dialect, table)
    for statement in made:
        name = statement.split()[2]
        on_table = "" if dialect == "sqlite" else f" ON {table}"
        connection.exec_driver_sql(f"DROP TRIGGER {name}{on_table}")
    yield
    for statement in made:
        connection.exec_driver_sql(statement.replace("%", "%%"))


def missing(connection: Connection) -> list[str]:
    """The names of the triggers that are missing, or differ from what is declared here."""
    if connection.dialect.name == "sqlite":
        query = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        in_place = {row.name: row.sql for row in connection.execute(query)}
        return [name for name in _SQLITE if in_place.get(name) != _for_sqlite(name)]
    query = text(
        "SELECT tgname, tgenabled::text, pg_get_triggerdef(pg_trigger.oid) AS fires, prosrc "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
    )
    in_place = {row.tgname: row for row in connection.execute(query)}
    return [
        name
        for name, (fires, function) in _POSTGRESQL.items()
        if name not in in_place
        or in_place[name].tgenabled != "O"
        or in_place[name].prosrc != _FUNCTIONS[function]
        or _parts(fires) != _parts(in_place[name].fires)
    ]


def _table(fires: str) -> str:
    words = fires.split()
    return words[words.index("ON") + 1]


def _for_sqlite(name: str) -> str:
    refused = "SELECT RAISE(ABORT, 'What was written here is kept as it was written.')"
    return f"CREATE TRIGGER {name} {_SQLITE[name]} BEGIN {refused}; END"


def _parts(fires: str) -> tuple[frozenset[str], str]:
    """On which statements a trigger fires (PostgreSQL writes them in an order of its own), and
    whether for each row or each statement."""
    words = fires.split()
    events = {"INSERT", "UPDATE", "DELETE", "TRUNCATE"}
    return frozenset(events.intersection(words)), words[words.index("EACH") + 1]
