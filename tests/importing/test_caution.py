"""An import that looks like a mistake is refused with its figures, until it is confirmed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from data.importing import likely_mistakes
from data.importing.likely_mistakes import Tolerance
from data.importing.problems import Refused
from data.importing.run import Outcome, import_files
from data.tables import (
    coverage,
    import_file,
    import_refusal,
    import_run,
    intelligence_report,
)
from tests.invented.workbooks import entry, report, stage, write_csvs

CASES = Path(__file__).parent / "cases"
FIRST, SECOND = date(2022, 10, 31), date(2022, 11, 22)
ImportSheets = Callable[..., Outcome]


@pytest.fixture
def import_sheets(writing: Engine, tmp_path: Path) -> ImportSheets:
    """Imports sheets as an extract of a day: import_sheets(day, is_confirmed=…, tracker=[…], …)."""

    def imported(day: date, sheets: dict[str, Any], **given: Any) -> Outcome:
        folder = write_csvs(tmp_path / "files", sheets)
        return import_files(writing, [folder], extracted_on=day, **given)

    return imported


def reports(number: int) -> dict[str, Any]:
    return {"intelligence": [report(f"R{n}", f"2022-09-{n % 30 + 1:02}") for n in range(number)]}


def problems_to_confirm(action: Callable[[], Outcome]) -> list[str]:
    """The problems for which an import is refused, each of which gives its remedy."""
    with pytest.raises(Refused) as found:
        action()
    assert all("--confirm" in each.remedy for each in found.value.problems)
    return [f"{each.sheet}: {each.problem}" for each in found.value.problems]


def number_of(engine: Engine, table: Any) -> int:
    with engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(table)) or 0


def test_one_mistyped_year_does_not_withdraw_two_hundred_reports(writing: Engine) -> None:
    october, november = (CASES / "intel-typo-date" / name for name in ("october", "november"))
    import_files(writing, [october], extracted_on=FIRST)
    problems = problems_to_confirm(lambda: import_files(writing, [november], extracted_on=SECOND))
    assert problems == [
        "intelligence: 200 of the 200 records known from 04/11/2021 to 10/11/2022 are missing, "
        "and would be withdrawn."
    ]
    assert number_of(writing, import_run) == 1
    assert number_of(writing, import_refusal) == 1
    with writing.connect() as connection:
        ended = select(func.count()).where(intelligence_report.c.known_until.is_not(None))
        assert connection.scalar(ended) == 0
    confirmed = import_files(writing, [november], extracted_on=SECOND, is_confirmed=True)
    assert confirmed.sheets[0].withdrawn == 200


@pytest.mark.parametrize(
    ("before", "after", "is_asked"),
    [(200, 180, False), (200, 179, True), (300, 270, False), (300, 269, True), (21, 1, False)],
)
def test_more_than_a_tenth_and_more_than_20_records_must_be_confirmed(
    import_sheets: ImportSheets, before: int, after: int, is_asked: bool
) -> None:
    window = date(2022, 9, 1), date(2022, 9, 30)
    import_sheets(FIRST, reports(before), covers=window)
    if is_asked:
        assert problems_to_confirm(lambda: import_sheets(SECOND, reports(after), covers=window))
    else:
        assert (
            import_sheets(SECOND, reports(after), covers=window).sheets[0].withdrawn
            == before - after
        )


def test_the_limits_are_settings(import_sheets: ImportSheets) -> None:
    window = date(2022, 9, 1), date(2022, 9, 30)
    import_sheets(FIRST, reports(10), covers=window)
    assert problems_to_confirm(
        lambda: import_sheets(
            SECOND, reports(8), covers=window, tolerance=Tolerance(share=0.1, records=1)
        )
    )


def test_an_extract_older_than_the_newest_must_be_confirmed(import_sheets: ImportSheets) -> None:
    import_sheets(SECOND, {"tracker": [entry()]})
    (problem,) = problems_to_confirm(
        lambda: import_sheets(FIRST, {"tracker": [entry(Source="MASH")]})
    )
    assert "31/10/2022" in problem
    assert "22/11/2022" in problem
    assert (
        import_sheets(FIRST, {"tracker": [entry(Source="MASH")]}, is_confirmed=True).import_id == 2
    )


def test_importing_the_same_old_files_again_changes_nothing_and_needs_no_confirmation(
    import_sheets: ImportSheets,
) -> None:
    import_sheets(SECOND, {"tracker": [entry()]})
    assert import_sheets(FIRST, {"tracker": [entry()]}).import_id is None


def test_headings_alone_must_be_confirmed_sheet_by_sheet(import_sheets: ImportSheets) -> None:
    import_sheets(FIRST, {"tracker": [entry(), entry("CT-2")], "nsd_stages": [stage()]})
    problems = problems_to_confirm(lambda: import_sheets(SECOND, {"tracker": [], "nsd_stages": []}))
    text = "There are no rows, so all that was known from this sheet ({}) would be withdrawn."
    assert sorted(problems) == [f"nsd_stages: {text.format(1)}", f"tracker: {text.format(2)}"]


def test_intelligence_without_rows_must_be_confirmed_unless_the_days_are_given(
    import_sheets: ImportSheets,
) -> None:
    import_sheets(FIRST, reports(3), covers=(date(2022, 9, 1), date(2022, 9, 30)))
    (problem,) = problems_to_confirm(lambda: import_sheets(SECOND, {"intelligence": []}))
    assert problem.startswith(
        "intelligence: There are no rows, although 3 are known, and no covered days"
    )
    quiet = date(2022, 10, 1), date(2022, 10, 31)
    assert import_sheets(SECOND, {"intelligence": []}, covers=quiet).import_id == 2


@pytest.mark.parametrize(
    "blank", [0, 1], ids=["every row holds something", "one is blank, as above a table"]
)
def test_a_sheet_that_is_exactly_full_must_be_confirmed(
    import_sheets: ImportSheets, monkeypatch: pytest.MonkeyPatch, blank: int
) -> None:
    monkeypatch.setattr(likely_mistakes, "LAST_ROWS_OF_SHEETS", (4 + blank,))
    empty = [dict.fromkeys(report(), "")] * blank
    full = {"intelligence": [*empty, *reports(3)["intelligence"]]}
    (problem,) = problems_to_confirm(lambda: import_sheets(FIRST, full))
    assert f"exactly full: its last row, {4 + blank}, is the last" in problem
    assert import_sheets(FIRST, reports(2)).import_id == 1
    assert (
        import_sheets(SECOND, reports(5)).import_id == 2
    )  # a text file may be longer than a sheet


def test_withdrawing_a_months_reports_must_be_confirmed_however_many_other_years_have(
    import_sheets: ImportSheets,
) -> None:
    """One mistyped month among ten reports: 30 of October's would be withdrawn, of 900 that are
    known."""
    of_years = [report(f"Y{n}", f"20{16 + n % 6}-{n % 12 + 1:02}-15") for n in range(870)]
    october = [report(f"O{n}", f"2022-10-{n + 1:02}") for n in range(30)]
    import_sheets(FIRST, {"intelligence": of_years + october})
    november = [report(f"N{n}", f"2022-11-{n + 1:02}") for n in range(9)]
    mistyped = report("N9", "2022-10-01")
    (problem,) = problems_to_confirm(
        lambda: import_sheets(SECOND, {"intelligence": [*november, mistyped]})
    )
    assert "30 of the 30 records known from 01/10/2022 to 09/11/2022 are missing" in problem


def test_a_column_that_was_not_exported_must_be_confirmed(import_sheets: ImportSheets) -> None:
    known = [entry(f"CT-{n}", Source="MASH") for n in range(21)]
    import_sheets(FIRST, {"tracker": known})
    (problem,) = problems_to_confirm(
        lambda: import_sheets(SECOND, {"tracker": [entry(f"CT-{n}") for n in range(21)]})
    )
    assert problem == (
        "tracker: Source would be emptied in 21 of the 21 records in which it is known."
    )
    assert import_sheets(SECOND, {"tracker": [known[0], *(entry(f"CT-{n}") for n in range(1, 21))]})


def test_what_was_confirmed_is_kept_with_the_import(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    import_sheets(FIRST, {"tracker": [entry()]})
    import_sheets(SECOND, {"tracker": []}, is_confirmed=True)
    with writing.connect() as connection:
        kept = connection.scalar(select(import_file.c.notices).where(import_file.c.import_id == 2))
    assert "Confirmed: There are no rows, so all that was known from this sheet (1)" in str(kept)


def test_a_row_dated_after_the_extract_does_not_extend_the_days_covered(
    import_sheets: ImportSheets, writing: Engine
) -> None:
    rows = {"intelligence": [report("A", "2022-10-04"), report("B", "2023-10-05")]}
    import_sheets(FIRST, rows)
    with writing.connect() as connection:
        covered = select(coverage.c.first_day, coverage.c.last_day)
        assert connection.execute(covered).all() == [(date(2022, 10, 4), date(2022, 10, 4))]


def test_a_dry_run_says_what_would_have_to_be_confirmed(import_sheets: ImportSheets) -> None:
    import_sheets(FIRST, {"tracker": [entry()]})
    outcome = import_sheets(SECOND, {"tracker": []}, dry_run=True)
    assert outcome.sheets[0].notices[-1].startswith("To be confirmed: There are no rows")
    assert [each[:28] for each in outcome.to_be_confirmed] == ["tracker: There are no rows, "]


def test_days_more_than_three_times_the_last_must_be_confirmed(import_sheets: ImportSheets) -> None:
    import_sheets(FIRST, {"intelligence": [report("A", "2022-10-01"), report("B", "2022-10-10")]})
    longer = {"intelligence": [report("C", "2022-10-11"), report("D", "2022-11-10")]}
    (problem,) = problems_to_confirm(lambda: import_sheets(SECOND, longer))
    assert "from 11/10/2022 to 10/11/2022, which is 31 days. The last import" in problem
    covers = date(2022, 10, 11), date(2022, 11, 10)
    assert import_sheets(SECOND, longer, covers=covers, dry_run=True).sheets[0].notices == ()
    longer["intelligence"][1] = report("D", "2022-11-09")
    assert import_sheets(SECOND, longer).import_id == 2
