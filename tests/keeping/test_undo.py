"""Undoing an import, and the history of imports."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from sqlalchemy import Engine, func, or_, select

from data import access_log
from data.accounts import operator
from data.database import writing_engine
from data.importing.run import import_files
from data.keeping.checking import violations
from data.keeping.history import imports
from data.keeping.undoing import CannotUndo, Undone, undo
from data.recording.comparing import content
from data.tables import import_run, record_tables
from queries.extract import newest_extract
from tests.conftest import copy_of
from tests.importing.test_series import empty_database
from tests.invented.workbooks import entry, report, write_workbook
from tests.sampling import few_examples
from tests.slow.importer import Rows
from tests.trends.test_months import import_series, series

RECORDS = record_tables()
BY = operator("clvt undo")


def records_known_at(engine: Engine, at: int) -> dict[str, set[tuple[Any, ...]]]:
    """Every record as it was known at an import, by table."""
    with engine.connect() as connection:
        return {
            table.name: {
                tuple(row)
                for row in connection.execute(
                    select(*(table.c[name] for name in content(table))).where(
                        table.c.known_from <= at,
                        or_(table.c.known_until.is_(None), table.c.known_until > at),
                    )
                )
            }
            for table in RECORDS
        }


def undo_import(engine: Engine, import_id: int, with_later: bool = False) -> Undone:
    return undo(engine, import_id, BY, with_later=with_later)


@pytest.fixture(scope="module")
def imported_url(shared_url: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a database with three imports, each of which changes something."""
    folder, engine = tmp_path_factory.mktemp("three"), writing_engine(shared_url)
    for day, refs in ((1, ("CT-1", "CT-2")), (8, ("CT-2", "CT-3")), (15, ("CT-3", "CT-4"))):
        sheets = {
            "tracker": [
                entry(ref, Home_area="City North" if day > 1 else "Gedling") for ref in refs
            ],
            "intelligence": [report(f"INT-{day}", f"2022-02-{day:02}", Tracker_refs=refs[0])],
        }
        book = write_workbook(folder / "book.xlsx", sheets)
        import_files(engine, [book], extracted_on=date(2022, 3, day), by="(operator ann)")
    engine.dispose()
    return shared_url


@pytest.fixture
def three_imports(imported_url: str, tmp_path: Path) -> Iterator[Engine]:
    """A copy of that database, to undo imports in."""
    with copy_of(imported_url, tmp_path) as url:
        engine = writing_engine(url)
        yield engine
        engine.dispose()


def test_an_undo_restores_what_was_known_before_and_keeps_every_version(
    three_imports: Engine,
) -> None:
    before = [records_known_at(three_imports, at) for at in (1, 2, 3)]
    assert before[1] != before[2]
    assert undo_import(three_imports, 3).import_id == 4
    assert records_known_at(three_imports, 4) == before[1]
    assert [records_known_at(three_imports, at) for at in (1, 2, 3)] == before
    assert violations(three_imports) == []
    newest = newest_extract(three_imports)
    assert newest is not None
    assert (newest.version, newest.extracted_on) == (4, date(2022, 3, 8))
    with_third = newest_extract(three_imports, 3)
    assert with_third is not None
    assert with_third.extracted_on == date(2022, 3, 15)


def test_an_undo_can_be_undone(three_imports: Engine) -> None:
    with_third = records_known_at(three_imports, 3)
    undo_import(three_imports, 3)
    undo_import(three_imports, 4)
    assert records_known_at(three_imports, 5) == with_third
    newest = newest_extract(three_imports)
    assert newest is not None
    assert newest.extracted_on == date(2022, 3, 15)


def test_an_import_that_others_follow_is_undone_with_them_or_after_them(
    three_imports: Engine,
) -> None:
    before = records_known_at(three_imports, 1)
    with pytest.raises(CannotUndo, match=r"The imports after 2 \(3\) would be undone too"):
        undo_import(three_imports, 2)
    undo_import(three_imports, 3)
    undo_import(three_imports, 2)  # import 3 is undone by now
    assert records_known_at(three_imports, 5) == before
    with pytest.raises(CannotUndo) as refused:
        undo_import(three_imports, 2)
    assert str(refused.value) == (
        "Import 2 was undone already, by import 5. To take that back: clvt undo 5."
    )


def test_an_undone_import_that_others_follow_is_refused_in_one_message(
    three_imports: Engine,
) -> None:
    undo_import(three_imports, 2, with_later=True)  # import 4 undoes 2 and 3
    undo_import(three_imports, 1)  # import 5 undoes what is left
    for undone in (2, 3):
        with pytest.raises(CannotUndo) as refused:
            undo_import(three_imports, undone)
        assert str(refused.value) == (
            f"Import {undone} was undone already, by import 5. To take that back: clvt undo 5."
        )
    undo_import(three_imports, 5)
    undo_import(three_imports, 4)  # 1, 2 and 3 are in force again
    with pytest.raises(CannotUndo) as refused:
        undo_import(three_imports, 2)
    assert str(refused.value).startswith("The imports after 2 (3, 4, 5, 6, 7) would be undone too.")


def test_later_imports_are_undone_together_when_asked(three_imports: Engine) -> None:
    before = records_known_at(three_imports, 1)
    undo_import(three_imports, 2, with_later=True)
    assert records_known_at(three_imports, 4) == before
    assert [(each.import_id, each.undone_by) for each in imports(three_imports)] == [
        (4, None),
        (3, 4),
        (2, 4),
        (1, None),
    ]


def test_the_first_import_can_be_undone(three_imports: Engine) -> None:
    undo_import(three_imports, 1, with_later=True)
    assert not any(records_known_at(three_imports, 4).values())
    assert violations(three_imports) == []


def test_an_undo_that_is_refused_changes_nothing(three_imports: Engine) -> None:
    with pytest.raises(CannotUndo, match="There is no import 9"):
        undo_import(three_imports, 9)
    with pytest.raises(CannotUndo):
        undo_import(three_imports, 1)
    with three_imports.connect() as connection:
        assert connection.scalar(select(func.max(import_run.c.import_id))) == 3


def test_the_history_says_who_imported_and_the_log_who_undid(three_imports: Engine) -> None:
    undo_import(three_imports, 3)
    undone, third = imports(three_imports)[:2]
    assert (third.imported_by, third.undone_by) == ("(operator ann)", 4)
    assert (undone.imported_by, undone.undoes) == (BY.who, 3)
    assert {sheet.sheet for sheet in undone.sheets} >= {"tracker", "intelligence"}
    assert access_log.head(three_imports).event_id == 1
    assert access_log.verify(three_imports) == []


@few_examples
@given(said=series())
def test_any_import_of_random_extracts_can_be_undone(
    writing: Engine, tmp_path: Path, said: list[tuple[dict[str, Rows], date]]
) -> None:
    empty_database(writing)
    import_series(writing, tmp_path / "extract", said)
    for import_id in [each.import_id for each in imports(writing)]:
        before = records_known_at(writing, import_id - 1)
        new = undo_import(writing, import_id, with_later=True).import_id
        assert records_known_at(writing, new) == before
        found = [each for each in violations(writing) if each.table != "access_event"]
        assert found == []  # the log has the undos of earlier examples, whose data is gone
