"""The `clvt` command: what it prints, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import UNAVAILABLE, importing
from dashboard.cli.commands import app
from dashboard.settings import settings
from data.demo.days import extract_days
from queries.scope import DUTIES, STATES
from tests.invented.workbooks import change, entry, report, write_csvs, write_workbook
from tests.packs.by_command import Clvt, command_on


@pytest.fixture
def clvt(database_url: str) -> Iterator[Clvt]:
    """Runs the command against a database without data."""
    with command_on(database_url) as run:
        yield run


@pytest.fixture
def clvt_without_tables(empty_database_url: str) -> Iterator[Clvt]:
    """Runs the command against a database with nothing in it, not even tables."""
    with command_on(empty_database_url) as run:
        yield run


@pytest.fixture
def clvt_without_database(tmp_path: Path) -> Iterator[Clvt]:
    """Runs the command where no database has been made yet."""
    with command_on(f"sqlite:///{tmp_path / 'none' / 'clvt.db'}") as run:
        yield run


@pytest.fixture
def demo(demo_copy: str) -> Iterator[Clvt]:
    """Runs the command against a database of its own with the demonstration data in it."""
    with command_on(demo_copy) as run:
        yield run


def figures(clvt: Clvt, *arguments: str) -> dict[str, Any]:
    answered = clvt("figures", "--json", *arguments)
    assert answered.exit_code == 0, answered.output
    found: dict[str, Any] = json.loads(answered.stdout)
    return found


@pytest.mark.postgres
def test_the_demo_can_be_loaded_into_postgresql(
    empty_postgres_url: str, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its first extract and its last two, which have every sheet, corrections and withdrawals.
    Releases, half of the work, have tests of their own on PostgreSQL."""
    monkeypatch.setattr(importing, "make_releases", lambda *_, **__: None)
    first, *_, last_but_one, last = extract_days()
    monkeypatch.setattr("data.demo.extract_days", lambda: (first, last_but_one, last))
    monkeypatch.setattr(importing, "KNOWN_IN_OCTOBER", 2)
    found = []
    for url in (empty_postgres_url, sqlite_url):
        with command_on(url) as run:
            loaded = run("demo")
            assert loaded.exit_code == 0, loaded.output
            found.append(figures(run))
    of_postgresql, of_sqlite = found
    assert of_postgresql == of_sqlite
    assert of_postgresql["on_tracker"] == 42


def test_the_demo_gives_every_published_figure(demo: Clvt) -> None:
    found = figures(demo)
    assert found["as_at"] == "2022-11-22"
    assert found["on_tracker"] == 42
    assert found["by_status"] == {
        "Open to the County Lines team": 15,
        "Vulnerable to County Lines": 27,
    }
    assert found["by_gender"] == {"Male": 37, "Female": 5}
    assert found["youngest_age"] == 12
    assert sum(found["by_age"].values()) == 42
    assert set(found["by_age"]) == {"12", "13", "14", "15", "16", "17"}
    assert sum(found["by_area"].values()) == 42
    year = found["year"]
    assert (year["from"], year["opening"], year["added"]) == ("2022-01-01", 43, 33)
    assert (year["removed"], year["closing"], year["different_children"]) == (34, 42, 76)
    assert (year["moved_in"], year["moved_out"]) == (0, 0)
    assert max(year["removed_by_reason"].items(), key=lambda item: item[1])[0] == "Reached 18"
    assert found["intelligence"] == {
        "2021/22": {"reports": 818, "days": 365, "per_day": 2.24},
        "2022/23": {"reports": 730, "days": 236, "per_day": 3.09, "part_year": True},
    }
    assert len(found["nsd"]) == 12
    assert found["nsd"]["Gedling"] == "Live"
    assert {found["nsd"][area] for area in found["nsd"] if area.startswith("City")} == {"Planned"}
    assert set(found["duties"]) == {duty.name for duty in DUTIES}
    for states in found["duties"].values():
        assert sum(states.values()) == 42
        assert set(states) <= set(STATES)


def test_the_demo_is_loaded_once_and_keeps_what_is_there(demo: Clvt) -> None:
    before = figures(demo)
    again = demo("demo")
    assert again.exit_code == 0
    assert "already" in again.output
    assert figures(demo) == before


def test_the_demo_does_not_touch_real_data(clvt: Clvt, tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "real.xlsx", {"tracker": [entry()]})
    assert clvt("import", workbook).exit_code == 0
    assert "left out" in clvt("demo").output
    assert figures(clvt)["on_tracker"] == 1


def test_figures_can_be_given_as_known_at_an_earlier_import(demo: Clvt) -> None:
    assert figures(demo, "--as-at", "2021-12-31")["on_tracker"] == 43
    assert figures(demo, "--as-at", "2021-12-31", "--known", "9")["on_tracker"] == 44
    assert figures(demo, "--known", "9")["as_at"] == "2021-12-31"
    assert figures(demo, "--known", "9")["data_version"] == 9


def test_trends_are_given_with_their_verdicts_and_limits(demo: Clvt) -> None:
    found = figures(demo, "--trends")
    assert found["judged"] == 11
    assert 2 < found["expected_false_signals"] < 3
    by_name = {each["name"]: each for each in found["trends"]}
    added = by_name["added"]
    assert added["chart"] == "c"
    assert added["verdict"] == "No signal in 23 whole months: 0 to 8 a month is what to expect."
    assert sum(point["value"] for point in added["points"][-11:]) == 33, "those of 2022"
    assert added["points"][-1]["is_part"]
    assert added["points"][-1]["upper"] is None
    assert by_name["caseload"]["chart"] is None
    assert by_name["caseload"]["points"][-1]["value"] == 42
    assert by_name["intelligence"]["signals"][0]["on"] == ["2021-01-01"]
    one = {each["name"]: each for each in figures(demo, "--trends", "--area", "Gedling")["trends"]}
    assert one["added"]["chart"] == "g"
    assert "added-city" not in one


def test_districts_and_areas_narrow_every_figure(demo: Clvt) -> None:
    whole, city, county = (
        figures(demo),
        *(figures(demo, "--district", district) for district in ("City", "County")),
    )
    unknown = figures(demo, "--area", "Unknown")
    assert city["on_tracker"] + county["on_tracker"] + unknown["on_tracker"] == whole["on_tracker"]
    for each in (city, county, unknown, figures(demo, "--area", "gedling")):
        year = each["year"]
        ins, outs = year["added"] + year["moved_in"], year["removed"] + year["moved_out"]
        assert year["opening"] + ins - outs == year["closing"]
    assert set(figures(demo, "--area", "Gedling")["nsd"]) == {"Gedling"}
    assert demo("figures", "--area", "Atlantis").exit_code == 2
    assert demo("figures", "--district", "Atlantis").exit_code == 2
    assert demo("figures", "--known", "99").exit_code == 2


def test_an_import_migrates_an_empty_database_by_itself(
    clvt_without_tables: Clvt, tmp_path: Path
) -> None:
    assert clvt_without_tables("figures").exit_code == 1
    files = write_csvs(
        tmp_path / "extract",
        {
            "tracker": [entry("CT-1"), entry("CT-2", **{"Home area": "City North"})],
            "changes": [
                change("CT-1"),
                change("CT-1", From="2022-03-01", Status="Open to the County Lines team"),
            ],
            "intelligence": [report()],
        },
    )
    imported = clvt_without_tables("import", files, "--extracted-on", "2022-11-22", "--json")
    assert imported.exit_code == 0, imported.output
    assert json.loads(imported.stdout)["import_id"] == 1
    assert figures(clvt_without_tables)["on_tracker"] == 2


def test_the_same_file_twice_changes_nothing(clvt: Clvt, tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "one.xlsx", {"tracker": [entry()]})
    assert clvt("import", workbook, "--extracted-on", "2022-11-22").exit_code == 0
    before = figures(clvt)
    again = clvt("import", workbook)
    assert again.exit_code == 0
    assert "Nothing changed" in again.output
    assert figures(clvt) == before


def test_a_dry_run_says_what_would_change_and_changes_nothing(clvt: Clvt, tmp_path: Path) -> None:
    workbook = write_workbook(tmp_path / "one.xlsx", {"tracker": [entry()]})
    tried = clvt("import", workbook, "--dry-run", "--json")
    assert tried.exit_code == 0
    outcome = json.loads(tried.stdout)
    assert (outcome["import_id"], outcome["sheets"][0]["new"]) == (None, 1)
    assert clvt("figures").exit_code == 1


def test_every_problem_is_listed_and_nothing_is_written(clvt: Clvt, tmp_path: Path) -> None:
    wrong = write_workbook(
        tmp_path / "wrong.xlsx",
        {
            "tracker": [
                entry("CT-1", **{"Home area": "Atlantis"}),
                entry("CT-2", Status="Watched"),
                entry("CT-3", **{"Date removed": "2021-01-01"}),
            ]
        },
    )
    refused = clvt("import", wrong, "--json")
    assert refused.exit_code == 1
    found = json.loads(refused.stdout)
    assert {(each["row"], each["column"]) for each in found["problems"]} >= {
        (2, "Home area"),
        (3, "Status"),
        (4, "Date removed"),
    }
    assert clvt("figures").exit_code == 1
    result = clvt("import", wrong)
    assert result.exit_code == 1
    assert "wrong.xlsx, tracker, row 2, column Home area" in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "x.xlsx", "--extracted-on", "yesterday"],
        ["import", "x.xlsx", "--covers", "2022-04-01"],
        ["import", "x.xlsx", "--covers", "2022-05-01..2022-04-01"],
        ["figures", "--as-at", "soon"],
        ["figures", "--known", "latest"],
        ["nonsense"],
    ],
)
def test_a_command_used_wrongly_exits_with_2(
    clvt_without_database: Clvt, arguments: list[str]
) -> None:
    assert clvt_without_database(*arguments).exit_code == 2


def test_every_command_says_what_it_does(clvt_without_database: Clvt) -> None:
    for command in app.registered_commands:
        name = command.name or command.callback.__name__  # type: ignore[union-attr]
        shown = clvt_without_database(name, "--help")
        assert shown.exit_code == 0
        assert len(shown.output.splitlines()) > 5, name


def test_demo_files_can_be_written_without_a_database(
    clvt_without_database: Clvt, tmp_path: Path
) -> None:
    assert clvt_without_database("demo", "--folder", tmp_path / "files").exit_code == 0
    assert len(list((tmp_path / "files").glob("*.xlsx"))) == 20
    assert clvt_without_database("figures").exit_code == UNAVAILABLE


def test_a_database_that_does_not_answer_is_reported_in_words(
    clvt_without_database: Clvt, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", "postgresql://nobody@localhost:1/nothing")
    settings.cache_clear()
    for command in ("figures", "history", "check", "users list", "migrate", "demo", "import x"):
        ended = clvt_without_database(*command.split())
        assert ended.exit_code == UNAVAILABLE, command
        assert "Traceback" not in ended.output
        assert ended.exception is None or isinstance(ended.exception, SystemExit)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-at", "2023-03-31"], "covered up to 22/11/2022"),
        (["--as-at", "2022-01-31", "--known", "9"], "covered up to 31/12/2021"),
        (["--district", "Shire"], "There are: City, County."),
        (["--area", "Atlantis"], "There are: City Central"),
    ],
)
def test_figures_beyond_the_data_are_refused_with_an_explanation(
    demo: Clvt, arguments: list[str], message: str
) -> None:
    refused = demo("figures", *arguments)
    assert refused.exit_code == 2
    assert message in refused.output


def test_a_district_and_an_area_may_be_written_in_any_case(demo: Clvt) -> None:
    assert figures(demo, "--district", "city") == figures(demo, "--district", "City")
    assert figures(demo, "--area", "GEDLING") == figures(demo, "--area", "gedling")


def test_garbage_is_collected_as_usual_once_a_command_is_loaded() -> None:
    words = (
        "import gc; usual = gc.get_threshold(); import dashboard.cli; "
        "meanwhile = gc.get_threshold(); import dashboard.cli.commands; "
        "print(meanwhile > usual, gc.get_threshold() == usual)"
    )
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stdout == "True True\n"
