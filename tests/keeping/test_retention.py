"""Children who left the tracker long ago are made anonymous, and every past figure stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, inspect, make_url, select
from typer.testing import CliRunner, Result

from dashboard.cli.commands import app
from dashboard.settings import settings
from data.access_log import triggers
from data.accounts import operator
from data.clock import utc_now
from data.database import writing_engine
from data.importing.run import Outcome, import_files
from data.keeping.checking import violations
from data.keeping.history import retentions
from data.keeping.retention import REMOVED, RetentionCounts, make_anonymous
from data.keeping.undoing import undo
from data.recording.anonymous import ANONYMOUS
from data.tables import calendar_day, decision, import_run
from queries.access import Grant, Viewer
from queries.ask import ask, from_database
from queries.filters import Filters, Period
from queries.questions import QUESTIONS
from tests.conftest import copy_of
from tests.invented.workbooks import OPEN, VULNERABLE, change, entry, report, write_workbook
from tests.keeping.test_undo import records_known_at as known_at

BY = operator("clvt retention")
LONG_AGO = date(2022, 6, 1)
LEADER = Viewer("lee", "leader")
COUNTED = [each for each in QUESTIONS.values() if each.needs is Grant.COUNTS]
# Where old references may remain: the log, and the references that are not imported again.
KEPT = {"access_event", "retired_reference"}

Rows = list[dict[str, Any]]


def sheets(**more: Rows) -> dict[str, Rows]:
    """Three children: one left long ago, one left lately, and one is still on the tracker."""
    old = {"added": "2022-01-05", "Home_area": "City North"}
    gone = {"Date_removed": "2022-03-10", "Removal_reason": "Risk reduced"}
    missing = {"Tracker ref": "OLD-1", "Found on": "", "Done on": ""}
    return {
        "tracker": [
            entry("OLD-1", **old, **gone, Status=VULNERABLE, Source="Head", County_line="The line"),
            entry("NEW-1", Date_removed="2022-09-10", Removal_reason="Risk reduced"),
            entry("ON-1"),
        ],
        "changes": [
            change("OLD-1", **old, Status=OPEN),
            change("OLD-1", **old, From="2022-02-01", Status=VULNERABLE),
        ],
        "intelligence": [
            report("INT-1", "2022-02-01", Tracker_refs="OLD-1"),
            report("INT-2", "2022-02-02", Tracker_refs="OLD-1; ON-1"),
        ],
        "missing": [
            {"Episode ref": "M-1", "From": "2022-02-03", **missing},
            {"Episode ref": "M-2", "From": "2022-04-03", **missing},
        ],
        **more,
    }


def import_extract(engine: Engine, folder: Path, day: date, given: dict[str, Rows]) -> Outcome:
    book = write_workbook(folder / "book.xlsx", given)
    return import_files(engine, [book], extracted_on=day, is_confirmed=True)


@pytest.fixture(scope="module")
def imported_url(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with two imports, of which each test has a copy."""
    first, folder = sheets(), tmp_path_factory.mktemp("books")
    first["tracker"] = [entry("OLD-1", added="2022-01-05"), *first["tracker"][2:]]
    del first["changes"]
    engine = writing_engine(shared_url)
    import_extract(engine, folder, date(2022, 2, 1), first)
    import_extract(engine, folder, date(2022, 11, 1), sheets())
    engine.dispose()
    return shared_url


@pytest.fixture
def imported_copy(imported_url: str, tmp_path: Path) -> Iterator[Engine]:
    with copy_of(imported_url, tmp_path) as url:
        engine = writing_engine(url)
        yield engine
        engine.dispose()


def retire_children(engine: Engine, *, dry_run: bool = False) -> RetentionCounts:
    return make_anonymous(engine, LONG_AGO, BY, dry_run=dry_run)


def figures(engine: Engine, *days: date) -> dict[str, Any]:
    """The answer to every question that counts, as at each of the days and as known at each of the
    two newest imports."""
    with engine.connect() as connection:
        newest = connection.execute(select(func.max(import_run.c.import_id))).scalar_one()
    found = {}
    for place, question in enumerate(COUNTED):
        day = days[place % len(days)]
        filters = Filters(day, Period(day - timedelta(days=90), day), newest - place // 2 % 2)
        found[question.name] = ask(question, LEADER, filters, from_database(engine)).rows
    return found


def content(engine: Engine) -> dict[str, str]:
    """The content of the database, by table; the calendar's 37,000 days say nothing of children."""
    with engine.connect() as connection:
        return {
            name: repr(connection.exec_driver_sql(f"SELECT * FROM {name}").all())
            for name in inspect(connection).get_table_names()
            if name != calendar_day.name
        }


def anonymous_records(engine: Engine) -> dict[str, set[Any]]:
    """What is known now about children who were made anonymous, by table."""
    return {
        name: {row for row in rows if ANONYMOUS in repr(row)}
        for name, rows in known_at(engine, 2**31 - 2).items()
        if not name.startswith("intelligence")
    }


def test_a_child_long_gone_is_made_anonymous_in_every_version(imported_copy: Engine) -> None:
    done = retire_children(imported_copy)
    assert (done.children, done.rows["tracker_entry"], done.rows["missing_episode"]) == (1, 2, 2)
    for table, found in content(imported_copy).items():
        for word in ("OLD-1", "M-1", "M-2", "INT-1'", "Head", "The line"):
            assert word not in found or table in KEPT, (table, word)
    assert "INT-2" in content(imported_copy)["intelligence_report"], "held for another child"
    assert all(ref in content(imported_copy)["child"] for ref in ("NEW-1", "ON-1", ANONYMOUS))
    assert violations(imported_copy) == []


def test_every_figure_of_the_past_stays_the_same(postgres_url: str, tmp_path: Path) -> None:
    engine = writing_engine(postgres_url)
    import_extract(engine, tmp_path, date(2022, 10, 31), sheets())
    import_extract(engine, tmp_path, date(2022, 11, 1), sheets(missing=[]))
    days = (date(2022, 2, 15), date(2022, 10, 31))
    before = figures(engine, *days)
    assert retire_children(engine).children == 1
    assert figures(engine, *days) == before
    engine.dispose()


def test_the_figures_of_the_demonstration_stay_the_same(demo_copy: str) -> None:
    engine = writing_engine(demo_copy)
    days = (date(2022, 3, 31), date(2022, 11, 22))
    before = figures(engine, *days)
    done = make_anonymous(engine, date(2022, 3, 1), BY, dry_run=False)
    assert done.children > 10
    assert len(done.rows) > 10, "tables"
    assert figures(engine, *days) == before
    assert violations(engine) == []


def test_a_dry_run_counts_and_changes_nothing(imported_copy: Engine) -> None:
    before = content(imported_copy)
    assert retire_children(imported_copy, dry_run=True).children == 1
    assert content(imported_copy) == before


def test_a_later_extract_neither_withdraws_nor_restores_anonymous_children(
    imported_copy: Engine, tmp_path: Path
) -> None:
    retire_children(imported_copy)
    before = anonymous_records(imported_copy)
    without = sheets(changes=[], missing=[])
    del without["tracker"][0]
    without["intelligence"] = [report("INT-2", "2022-02-02", Tracker_refs="ON-1")]
    outcome = import_extract(imported_copy, tmp_path, date(2022, 11, 1), without)
    assert {each.withdrawn for each in outcome.sheets} == {0}
    again = import_extract(imported_copy, tmp_path, date(2022, 11, 1), sheets())
    assert "made anonymous" in repr(again)
    assert all(each.new == 0 for each in again.sheets if each.sheet != "intelligence")
    assert (
        "OLD-1"
        not in content(imported_copy)["tracker_entry"] + content(imported_copy)["missing_episode"]
    )
    assert anonymous_records(imported_copy) == before
    assert violations(imported_copy) == []


def test_an_import_of_changes_alone_leaves_anonymous_children_as_they_are(
    imported_copy: Engine, tmp_path: Path
) -> None:
    retire_children(imported_copy)
    before = content(imported_copy)["tracker_spell"]
    outcome = import_extract(
        imported_copy, tmp_path, date(2022, 11, 1), {"changes": sheets()["changes"]}
    )
    assert [each.withdrawn for each in outcome.sheets] == [0]
    assert content(imported_copy)["tracker_spell"] == before


def test_an_anonymous_child_who_comes_back_is_imported_from_then_on(
    imported_copy: Engine, tmp_path: Path
) -> None:
    retire_children(imported_copy)
    given = sheets()
    given["tracker"].append(entry("OLD-1", added="2022-11-02"))
    given["missing"].append({**given["missing"][0], "Episode ref": "M-3", "From": "2022-11-03"})
    import_extract(imported_copy, tmp_path, date(2022, 11, 5), given)
    assert content(imported_copy)["tracker_entry"].count("OLD-1") == 1
    assert "M-3" in content(imported_copy)["missing_episode"]
    assert "M-1" not in content(imported_copy)["missing_episode"]
    assert violations(imported_copy) == []


def test_an_import_from_before_a_retention_run_can_still_be_undone(imported_copy: Engine) -> None:
    retire_children(imported_copy)
    for undone, as_before in ((2, 1), (3, 2)):
        done = undo(imported_copy, undone, BY, with_later=True)
        assert known_at(imported_copy, done.import_id) == known_at(imported_copy, as_before)
    assert violations(imported_copy) == []


def test_a_retention_run_is_logged_and_in_the_history(imported_copy: Engine) -> None:
    retire_children(imported_copy)
    assert retire_children(imported_copy).children == 0, "once is enough"
    (run,) = retentions(imported_copy)
    assert (run.children, run.gone_before, run.run_by) == (1, LONG_AGO, BY.who)
    assert (
        "made 1 child anonymous who left the tracker before"
        in content(imported_copy)["access_event"]
    )


def test_decisions_about_anonymous_children_lose_their_text(imported_copy: Engine) -> None:
    given = {
        "subject": "Child", "text": "Speak to Jay", "owner": "Sergeant", "state": "Open",
        "as_at": date(2022, 2, 1), "recorded_by": "ines", "recorded_at": utc_now(),
        "data_version": 2,
    }  # fmt: skip
    with imported_copy.begin() as connection:
        connection.execute(insert(decision).values(about="OLD-1", **given))
        connection.execute(insert(decision).values(about="ON-1", **given))
    retire_children(imported_copy)
    with imported_copy.connect() as connection:
        found = connection.execute(
            select(decision.c.about, decision.c.text).order_by(decision.c.decision_id)
        ).all()
        assert triggers.missing(connection) == []
    assert found[0].about.startswith(ANONYMOUS)
    assert (found[0].text, *found[1]) == (REMOVED, "ON-1", "Speak to Jay")


def test_sqlite_keeps_no_byte_of_what_was_replaced(
    sqlite_url: str, sqlite: Engine, tmp_path: Path
) -> None:
    import_extract(sqlite, tmp_path, date(2022, 11, 1), sheets())
    retire_children(sqlite)
    file = Path(str(make_url(sqlite_url).database))
    kept = b"".join(each.read_bytes() for each in file.parent.glob(f"{file.name}*"))
    assert b"The line" not in kept
    assert kept.count(b"OLD-1") <= 3, "in the list of those who are not taken in again"


def test_the_command_changes_nothing_without_a_yes(
    sqlite_url: str, sqlite: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_extract(sqlite, tmp_path, date(2022, 11, 1), sheets())
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    settings.cache_clear()

    def clvt(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    assert clvt("retention").exit_code == 2
    assert clvt("retention", "--older-than", "5m").exit_code == 2
    dry = clvt("retention", "--older-than", "1y")
    assert "would be made anonymous" in dry.output
    assert "OLD-1" in content(sqlite)["tracker_entry"]
    done = clvt("retention", "--older-than", "12m", "--yes")
    assert (done.exit_code, "made anonymous" in done.output) == (0, True)
    assert "OLD-1" not in content(sqlite)["tracker_entry"]
    assert "made anonymous in all imports" in clvt("history").output
