"""A data set: what each of several extracts held, as records and in the tables.

Its versions are worked out here by comparing the extracts in plain Python. Nothing of the importer
or of the questions is used, except for the days of duties, which no slow answer reads.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import attrgetter
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Table, delete, exists, insert, select

from data import tables
from data.access_log import triggers
from data.recording.derived_tables import DERIVED_TABLES, rebuild
from tests.invented.random_sheets import RECORD_TABLES
from tests.invented.records import (
    Child,
    Decision,
    Entry,
    Import,
    Link,
    Records,
    Refusal,
    Report,
    Spell,
    Version,
)
from tests.slow.counting_rules import age

T = TypeVar("T")
IMPORTS = (tables.import_run, tables.import_file, tables.import_refusal, tables.coverage)


@dataclass(frozen=True)
class Life:
    """A child with all its entries, and the spells of each."""

    child: Child
    entries: tuple[Entry, ...]
    spells: tuple[tuple[Spell, ...], ...]


@dataclass(frozen=True)
class Extract:
    """What one import held."""

    lives: tuple[Life, ...]
    reports: tuple[Report, ...]
    plain: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)  # by the record's table
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class DataSet:
    """What each import held (the first has the id 1), what was refused, and what was decided."""

    extracts: tuple[Extract, ...]
    imports: tuple[Import, ...]
    refusals: tuple[Refusal, ...]
    decisions: tuple[Decision, ...] = ()

    def records(self) -> Records:
        """Every version of every record, in plain lists."""

        def versions(kind: str, key: Callable[[Any], Hashable]) -> list[Version[Any]]:
            return _versions([{key(r): r for r in _all(e, kind)} for e in self.extracts])

        return Records(
            children=versions("child", lambda r: r.child_ref),
            entries=versions("entries", lambda r: (r.child_ref, r.added_on, r.place_in_day)),
            spells=versions("spells", spell_key),
            reports=versions("reports", lambda r: r.report_ref),
            links=versions("links", attrgetter("report_ref", "child_ref")),
            plain={
                name: versions(name, attrgetter(*tables.key_of(table)))
                for name, table in RECORD_TABLES.items()
            },
            imports=list(self.imports),
            refusals=list(self.refusals),
            decisions=list(self.decisions),
        )

    def write(self, engine: Engine) -> None:
        """Write it to the tables in place of all imports, decisions and records. Other tables are
        kept."""
        with engine.begin() as connection:
            self._replace(connection)

    def _replace(self, connection: Connection) -> None:
        if connection.execute(select(exists(tables.decision))).scalar_one():
            with triggers.without_triggers(connection, tables.decision.name):
                connection.execute(delete(tables.decision))
        for table in reversed(tables.metadata.sorted_tables):
            if table in IMPORTS or table in tables.record_tables():
                connection.execute(delete(table))
        for each in self.imports:
            parts = ("files", "coverage")
            row = {name: value for name, value in asdict(each).items() if name not in parts}
            _write(connection, tables.import_run, [row])
            sheets = [asdict(file) | {"import_id": each.import_id} for file in each.files]
            _write(connection, tables.import_file, sheets)
            spans = [asdict(span) | {"import_id": each.import_id} for span in each.coverage]
            _write(connection, tables.coverage, spans)
        _write(connection, tables.decision, [_decision_row(each) for each in self.decisions])
        _write(connection, tables.import_refusal, [asdict(each) for each in self.refusals])
        records = self.records()
        all_versions: dict[Table, Sequence[Version[Any]]] = {
            tables.child: records.children,
            tables.tracker_entry: records.entries,
            tables.intelligence_report: records.reports,
            tables.intelligence_link: records.links,
            **{table: records.plain[name] for name, table in RECORD_TABLES.items()},
        }
        for table, versions in all_versions.items():
            _write(connection, table, [_row(v, asdict(v.record)) for v in versions])
        for table, worked_out in (
            (tables.tracker_spell, _spell_rows),
            (tables.tracker_month, month_rows),
            (tables.intelligence_day, _day_rows),
        ):
            _write(
                connection,
                table,
                [
                    _row(version, dict(version.record))
                    for version in _versions([worked_out(e) for e in self.extracts])
                ],
            )
        rebuild(connection, *DERIVED_TABLES)


def spell_key(of: Spell) -> Hashable:
    return of.child_ref, of.added_on, of.place_in_day, of.starts_on


def _all(extract: Extract, kind: str) -> Iterable[Any]:
    if kind == "child":
        return [life.child for life in extract.lives]
    if kind == "entries":
        return [entry for life in extract.lives for entry in life.entries]
    if kind == "spells":
        return [spell for life in extract.lives for spells in life.spells for spell in spells]
    if kind == "links":
        return extract.links
    return extract.reports if kind == "reports" else extract.plain.get(kind, ())


def _versions(extracts: list[dict[Hashable, T]]) -> list[Version[T]]:
    """The versions of records, by key, that full extracts make: a new one where content differs."""
    ended: list[Version[T]] = []
    current: dict[Hashable, tuple[T, int]] = {}
    for import_id, extract in enumerate(extracts, start=1):
        for key, (record, since) in list(current.items()):
            if extract.get(key) != record:
                ended.append(Version(record, since, import_id))
                del current[key]
        for key, record in extract.items():
            current.setdefault(key, (record, import_id))
    return ended + [Version(record, since, None) for record, since in current.values()]


def _row(version: Version[Any], row: dict[str, Any]) -> dict[str, Any]:
    return row | {"known_from": version.known_from, "known_until": version.known_until}


def _write(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _decision_row(of: Decision) -> dict[str, Any]:
    return asdict(of) | {
        "subject": "Meeting",
        "about": "",
        "owner": "Sergeant",
        "recorded_by": "chief",
        "recorded_at": datetime(2024, 5, 1),  # noqa: DTZ001  (UTC, as the tables hold it)
    }


def _spell_rows(extract: Extract) -> dict[Hashable, Mapping[str, Any]]:
    """Rows of tracker_spell, with the columns that repeat the child, entry and neighbour."""
    rows: dict[Hashable, Mapping[str, Any]] = {}
    for life in extract.lives:
        born = life.child.date_of_birth
        for entry, spells in zip(life.entries, life.spells, strict=True):
            ends = [spell.starts_on for spell in spells[1:]] + [entry.removed_on]
            for place, (spell, ends_on) in enumerate(zip(spells, ends, strict=True)):
                before = spells[place - 1] if place else None
                is_last = place == len(spells) - 1
                rows[spell_key(spell)] = asdict(spell) | {
                    "ends_on": ends_on,
                    "is_stated": True,
                    "born": born and int(born.strftime("%Y%m%d")),
                    "gender": life.child.gender,
                    "is_first": before is None,
                    "is_last": is_last,
                    "previous_status": before and before.status,
                    "previous_area_code": before and before.area_code,
                    "removal_reason": entry.removal_reason if is_last else None,
                }
    return rows


def month_rows(extract: Extract) -> dict[Hashable, Mapping[str, Any]]:
    """Rows of tracker_month, by looking at each spell at every month end until nothing changes."""
    changes: Counter[tuple[Any, ...]] = Counter()
    for life in extract.lives:
        born, gender = life.child.date_of_birth, life.child.gender
        for entry, spells in zip(life.entries, life.spells, strict=True):
            ends = [spell.starts_on for spell in spells[1:]] + [entry.removed_on]
            for spell, ends_on in zip(spells, ends, strict=True):
                counted_as = (spell.status, spell.area_code, gender)
                for month, band, change in _month_changes(spell.starts_on, ends_on, born):
                    changes[month, *counted_as, band] += change
    names = ("month", "status", "area_code", "gender", "age_from", "change")
    return {key: dict(zip(names, (*key, n), strict=True)) for key, n in changes.items() if n}


@lru_cache(10_000)
def _month_changes(
    start: date, end: date | None, born: date | None
) -> Sequence[tuple[int, int | None, int]]:
    """The months in which a spell begins or ends to count in an age band: month, band, +1 or -1."""
    changes = []
    before: tuple[int | None] | None = None
    for last in _month_ends(start, end, born):
        is_on = start <= last and (end is None or last < end)
        now = (_band(age(born, last)),) if is_on else None
        if now != before:
            month = last.year * 100 + last.month
            changes += [(month, *now, 1)] if now else []
            changes += [(month, *before, -1)] if before else []
        before = now
    return changes


def _month_ends(start: date, end: date | None, born: date | None) -> Iterator[date]:
    """From a spell's first month to the one it ends in or, if it does not, the child is grown."""
    grown = born.replace(year=born.year + 19, day=1) if born else start
    month = start.replace(day=1)
    while month <= (end or max(grown, start)):
        month = (month + timedelta(days=31)).replace(day=1)
        yield month - timedelta(days=1)


def _band(years: int | None) -> int | None:
    return None if years is None else max(least for least in (0, 10, 14, 16, 18) if least <= years)


def _day_rows(extract: Extract) -> dict[Hashable, Mapping[str, Any]]:
    counted = Counter((r.submitted_on, r.flag, r.area_code) for r in extract.reports)
    names = ("submitted_on", "flag", "area_code", "reports")
    return {key: dict(zip(names, (*key, n), strict=True)) for key, n in counted.items()}
