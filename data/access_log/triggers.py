"""Triggers by which the database itself keeps what was written: the access log, the releases, and
what was issued to partners.

Events are only ever added, each the next one, and the head only moves forward by one. A release is
added once, and so is an issue. SQLite's INSERT OR REPLACE deletes without firing a trigger for
deletions, so what is inserted is checked too.

The owner of the database can remove a trigger: `missing` says which are not in place as they are
declared here.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

_SQLITE = {
    "access_event_is_never_changed": "BEFORE UPDATE ON access_event",
    "access_event_is_never_deleted": "BEFORE DELETE ON access_event",
    "access_event_is_the_next": "BEFORE INSERT ON access_event "
    "WHEN NEW.event_id IS NOT (SELECT event_id + 1 FROM access_log_head)",
    "access_log_head_moves_forward": "BEFORE UPDATE ON access_log_head "
    "WHEN NEW.event_id IS NOT OLD.event_id + 1 "
    "OR NEW.event_id IS NOT (SELECT max(event_id) FROM access_event)",
    "access_log_head_is_never_deleted": "BEFORE DELETE ON access_log_head",
    "access_log_head_is_one": "BEFORE INSERT ON access_log_head",
    "area_release_is_never_changed": "BEFORE UPDATE ON area_release",
    "area_release_is_never_deleted": "BEFORE DELETE ON area_release",
    "area_release_is_made_once": "BEFORE INSERT ON area_release "
    "WHEN EXISTS (SELECT 1 FROM area_release WHERE month_end = NEW.month_end)",
    "area_release_cell_is_never_changed": "BEFORE UPDATE ON area_release_cell",
    "area_release_cell_is_never_deleted": "BEFORE DELETE ON area_release_cell",
    "area_release_cell_is_made_once": "BEFORE INSERT ON area_release_cell "
    "WHEN EXISTS (SELECT 1 FROM area_release_cell WHERE month_end = NEW.month_end "
    "AND geography = NEW.geography AND measure = NEW.measure AND category = NEW.category)",
    "area_issue_is_never_changed": "BEFORE UPDATE ON area_issue",
    "area_issue_is_never_deleted": "BEFORE DELETE ON area_issue",
    "area_issue_is_made_once": "BEFORE INSERT ON area_issue "
    "WHEN EXISTS (SELECT 1 FROM area_issue WHERE issue_id = NEW.issue_id)",
    "area_issue_figure_is_never_changed": "BEFORE UPDATE ON area_issue_figure",
    "area_issue_figure_is_never_deleted": "BEFORE DELETE ON area_issue_figure",
    "area_issue_figure_is_made_once": "BEFORE INSERT ON area_issue_figure "
    "WHEN EXISTS (SELECT 1 FROM area_issue_figure WHERE issue_id = NEW.issue_id "
    "AND area_code = NEW.area_code AND measure = NEW.measure AND category = NEW.category "
    "AND detail = NEW.detail)",
    "area_issue_beside_is_never_changed": "BEFORE UPDATE ON area_issue_beside",
    "area_issue_beside_is_never_deleted": "BEFORE DELETE ON area_issue_beside",
    "area_issue_beside_is_made_once": "BEFORE INSERT ON area_issue_beside "
    "WHEN EXISTS (SELECT 1 FROM area_issue_beside WHERE issue_id = NEW.issue_id "
    "AND agreement_id = NEW.agreement_id AND place = NEW.place AND measure = NEW.measure "
    "AND category = NEW.category)",
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
    "access_event_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON access_event FOR EACH STATEMENT",
        "clvt_refuses",
    ),
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
    "area_release_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON area_release FOR EACH STATEMENT",
        "clvt_refuses",
    ),
    "area_release_cell_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON area_release_cell FOR EACH STATEMENT",
        "clvt_refuses",
    ),
    "area_issue_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON area_issue FOR EACH STATEMENT",
        "clvt_refuses",
    ),
    "area_issue_figure_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON area_issue_figure FOR EACH STATEMENT",
        "clvt_refuses",
    ),
    "area_issue_beside_is_never_changed": (
        "BEFORE UPDATE OR DELETE OR TRUNCATE ON area_issue_beside FOR EACH STATEMENT",
        "clvt_refuses",
    ),
}


def functions(dialect: str) -> list[str]:
    """What makes the functions that the triggers call; SQLite's call none."""
    if dialect == "sqlite":
        return []
    return [
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$"
        for name, body in _FUNCTIONS.items()
    ]


def statements(dialect: str, *tables: str) -> list[str]:
    """What makes the triggers of these tables, in a database of that kind."""
    if dialect == "sqlite":
        return [_for_sqlite(name) for name, fires in _SQLITE.items() if _table(fires) in tables]
    return [
        f"CREATE TRIGGER {name} {fires} EXECUTE FUNCTION {function}()"
        for name, (fires, function) in _POSTGRESQL.items()
        if _table(fires) in tables
    ]


def missing(connection: Connection) -> list[str]:
    """The triggers that are not in place as they are declared here, by name."""
    if connection.dialect.name == "sqlite":
        found = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        in_place = {row.name: row.sql for row in connection.execute(found)}
        return [name for name in _SQLITE if in_place.get(name) != _for_sqlite(name)]
    found = text(
        "SELECT tgname, tgenabled::text, pg_get_triggerdef(pg_trigger.oid) AS fires, prosrc "
        "FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE NOT tgisinternal"
    )
    there = {row.tgname: row for row in connection.execute(found)}
    return [
        name
        for name, (fires, function) in _POSTGRESQL.items()
        if name not in there
        or there[name].tgenabled != "O"
        or there[name].prosrc != _FUNCTIONS[function]
        or _parts(fires) != _parts(there[name].fires)
    ]


def _table(fires: str) -> str:
    """The table of a trigger."""
    words = fires.split()
    return words[words.index("ON") + 1]


def _for_sqlite(name: str) -> str:
    refused = "SELECT RAISE(ABORT, 'What was written here is kept as it was written.')"
    return f"CREATE TRIGGER {name} {_SQLITE[name]} BEGIN {refused}; END"


def _parts(fires: str) -> tuple[frozenset[str], str]:
    """On which statements a trigger fires, and whether once for each row: PostgreSQL says them in
    an order of its own."""
    words = fires.split()
    events = {"INSERT", "UPDATE", "DELETE", "TRUNCATE"}
    return frozenset(events.intersection(words)), words[words.index("EACH") + 1]
