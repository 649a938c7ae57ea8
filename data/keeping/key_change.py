"""Changing the key of the access log and of the fingerprints of releases."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Engine, update

from data import access_log, keys, releases
from data.access_log import Action, Head, triggers
from data.accounts import By
from data.explained import Explained
from data.tables import area_release


class NotAsWritten(Explained):
    """The log or a release is not what was written with the old key, so that nothing was
    changed."""


def change_key(engine: Engine, new_key: str, by: By, given_out: Collection[Head] = ()) -> Head:
    """Change the key, once all that it vouches for is verified under the one set now: wholly or not
    at all. Returns where the log ended under the old key.

    No event is rewritten, so heads given out earlier still hold. The event that records the change
    seals those before it; the fingerprints of releases are made anew. `given_out` are heads to
    compare the log with first.

    Raises NotAsWritten, and LogUnavailable as `access_log.recording` does.
    """
    if new_key == keys.log_key():
        raise Explained("The new key is the same as the one set now.")
    with access_log.recording(engine) as connection:
        if access_log.verify(engine, given_out) or access_log.missing_triggers(engine):
            raise NotAsWritten("The access log is not what was written: clvt log verify says why.")
        last = access_log.head(engine)
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql("LOCK TABLE area_release IN EXCLUSIVE MODE")
        sealed = [each for each in releases.read_releases(connection) if each.fingerprint]
        if changed := [each for each in sealed if not each.is_as_made()]:
            raise NotAsWritten(
                f"The release of {changed[0].month_end:%d/%m/%Y} is not as it was made: clvt check "
                "says more."
            )
        access_log.append_key_change(connection, by.event(Action.KEY_CHANGE), new_key)
        with triggers.without_triggers(connection, area_release.name):
            for each in sealed:
                connection.execute(
                    update(area_release)
                    .where(area_release.c.month_end == each.month_end)
                    .values(fingerprint=releases.fingerprint(each, new_key))
                )
    return last
