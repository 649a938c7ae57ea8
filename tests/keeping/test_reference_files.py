"""A folder of reference files belongs to its database, and a mistake is reported with its line."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from dashboard.cli.commands import app
from dashboard.settings import settings
from data.database import migrate, reading_engine
from data.reference_files import WrongReference
from data.tables import status
from queries.administration import reference
from queries.extract import newest_extract
from tests.importing.test_cases import CASES
from tests.invented.workbooks import OPEN, VULNERABLE, entry, write_workbook
from tests.questions.test_dated_areas import change_areas, filters_on, folder
from tests.questions.test_questions import answer

__all__ = ["folder"]


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that commands use."""
    url = f"sqlite:///{tmp_path / 'own.db'}"
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    return url


def of_another_force(folder: Path) -> Path:
    """Change a folder to that of a force with two areas in one district."""
    heading = "code,name,district,local_authority,tile_row,tile_column\n"
    areas = "north,North,Shire,E1,0,0\nsouth,South,Shire,E1,1,0\n"
    (folder / "areas.csv").write_text(heading + areas, encoding="utf-8")
    authorities = "code,name,district,population_10_17\nE1,Shire,Shire,10000\n"
    (folder / "local_authorities.csv").write_text(authorities, encoding="utf-8")
    return folder


def test_a_folder_belongs_to_its_database(
    environment: str, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A command without CLVT_REFERENCE adds our areas to another force's database neither for good
    (before anything was imported) nor at all (afterwards)."""
    command = CliRunner()
    assert command.invoke(app, ["migrate"]).exit_code == 0
    of_another_force(folder)
    children = [entry(f"CT-{n}", Home_area="North" if n < 6 else "South") for n in range(11)]
    file = write_workbook(tmp_path / "in.xlsx", {"tracker": children})
    taken = ["import", str(file), "--extracted-on", "2022-11-22"]
    monkeypatch.setenv("CLVT_REFERENCE", str(folder))
    settings.cache_clear()
    assert command.invoke(app, taken).exit_code == 0
    printed = command.invoke(app, ["figures", "--district", "shire"])
    assert '"on_tracker": 11' in printed.output
    assert "Gedling" not in printed.output

    monkeypatch.delenv("CLVT_REFERENCE")
    settings.cache_clear()
    for arguments in (["migrate"], taken, ["run"]):
        refused = command.invoke(app, arguments)
        assert refused.exit_code != 0
        assert "does not have North, South, which records or accounts" in refused.output
        assert "set CLVT_REFERENCE to the folder that belongs to this database" in refused.output
    engine = reading_engine(environment)
    assert len(answer(reference.areas, filters_on(date(2022, 11, 22), 1), engine).rows) == 2
    engine.dispose()


@pytest.mark.parametrize("is_known_before", [True, False])
def test_a_folder_of_an_earlier_version_belongs_to_the_database_of_another_force(
    environment: str, monkeypatch: pytest.MonkeyPatch, is_known_before: bool
) -> None:
    """Its statuses.csv has names alone: the rest is as in ours, for statuses of the same name."""
    command, case = CliRunner(), CASES / "other-force-areas"
    if is_known_before:  # a command without CLVT_REFERENCE took in our areas and statuses
        assert command.invoke(app, ["migrate"]).exit_code == 0
    monkeypatch.setenv("CLVT_REFERENCE", str(case / "reference"))
    settings.cache_clear()
    taken = command.invoke(app, ["import", str(case / "in"), "--extracted-on", "2022-11-22"])
    assert taken.exit_code == 0, taken.output
    printed = json.loads(command.invoke(app, ["figures", "--district", "Shire"]).output)
    assert printed["by_area"] == {"North": 6, "South": 5}
    engine = reading_engine(environment)
    day = filters_on(date(2022, 11, 22), 1)
    assert {row[0] for row in answer(reference.areas, day, engine).rows} == {"north", "south"}
    with engine.connect() as connection:
        is_open = dict(iter(connection.execute(select(status.c.name, status.c.is_open)).tuples()))
    assert is_open == {OPEN: True, VULNERABLE: False}
    engine.dispose()


def test_a_status_of_another_name_must_say_whether_it_is_open(
    folder: Path, sqlite_url: str
) -> None:
    (folder / "statuses.csv").write_text("name\nWatched\n", encoding="utf-8")
    with pytest.raises(WrongReference, match=r"statuses\.csv, line 2: .* is missing for 'Watched'"):
        migrate(sqlite_url, folder)


def test_areas_of_one_name_are_named_with_file_and_line(sqlite_url: str) -> None:
    with pytest.raises(WrongReference, match=r"areas\.csv, line 11: Town Centre "):
        migrate(sqlite_url, CASES / "areas-of-one-name/reference")


def test_the_demonstration_is_not_loaded_into_the_database_of_another_force(
    environment: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_REFERENCE", str(of_another_force(folder)))
    settings.cache_clear()
    refused = CliRunner().invoke(app, ["demo"])
    assert refused.exit_code == 1
    assert "Load it into a database of its own, without CLVT_REFERENCE." in refused.output
    engine = reading_engine(environment)
    assert newest_extract(engine) is None
    engine.dispose()


WRONG = {
    "two areas of one name": (
        ("areas.csv", "mansfield,Mansfield", "mansfield,City Centre"),
        r"areas\.csv, line 11: City Centre \(mansfield\) has the same name or code as the area of "
        r"line 3",
    ),
    "one code twice": (
        ("areas.csv", "mansfield,Mansfield", "gedling,Mansfield"),
        r"areas\.csv, line 11: gedling is in line 10 too, for the same days",
    ),
    "an unknown authority": (
        ("areas.csv", "E07000174", "E0700017"),
        r"areas\.csv, line 11: the local authority E0700017 is not in local_authorities\.csv",
    ),
    "a tile that is no number": (
        ("areas.csv", "E07000174,1,2", "E07000174,one,2"),
        r"areas\.csv, line 11: tile_row is 'one', which is not a whole number",
    ),
    "an empty district": (
        ("areas.csv", "Mansfield,County", "Mansfield,"),
        r"areas\.csv, line 11: district is missing for",
    ),
    "a heading that is missing": (
        ("areas.csv", "district", "District"),
        r"areas\.csv, line 1: there is no column district",
    ),
    "a comma in a name": (
        ("areas.csv", "Mansfield,County", "Mansfield, North,County"),
        r"areas\.csv, line 11: there are more cells than headings",
    ),
    "a word with another meaning": (
        ("areas.csv", "Mansfield,County", "Unknown,County"),
        r"areas\.csv, line 11: Unknown has another meaning",
    ),
    "a district called as an area": (
        ("areas.csv", "Mansfield,County", "Mansfield,gedling"),
        r"areas\.csv, line 11: the district gedling has the same name as the code of an area",
    ),
    "a population that is no number": (
        ("local_authorities.csv", "9793", "9.793"),
        r"local_authorities\.csv, line 7: population_10_17 is '9\.793'",
    ),
    "a gender twice": (
        ("genders.csv", "Other,", "male,"),
        r"genders\.csv, line 4: male is in line 2 already",
    ),
    "a standard in other units": (
        ("standards.csv", "Searched,,,2021-04-01,1,working", "Searched,,,2021-04-01,1,weeks"),
        r"standards\.csv, line 2: the unit is 'weeks'. Write working or calendar",
    ),
    "a standard of a grade that there is not": (
        ("standards.csv", "Answer of a MASH,,Red", "Answer of a MASH,,Purple"),
        r"standards\.csv, line 24: the kind is 'Purple'\. Write Red, Amber, Green, Blue",
    ),
    "a standard of a kind that its duty has not": (
        ("standards.csv", "Searched,,,", "Searched,,Red,"),
        r"standards\.csv, line 2: the kind is 'Red'\. Leave it empty",
    ),
    "a council with another decider": (
        ("local_authorities.csv", "9793,SCA", "9793,Panel"),
        r"local_authorities\.csv, line 7: nrm_decided_by is 'Panel'\. Write SCA or Local",
    ),
    "a reason that is empty": (
        ("removal_reasons.csv", "name\n", "name,note\n,none\n"),
        r"removal_reasons\.csv, line 2: the name is empty",
    ),
}


@pytest.mark.parametrize("of", WRONG)
def test_a_mistake_is_reported_with_file_line_and_remedy(
    of: str, folder: Path, sqlite_url: str
) -> None:
    (name, old, new), problem = WRONG[of]
    file = folder / name
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(WrongReference, match=problem):
        migrate(sqlite_url, folder)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("2022-03-31", "31/03/2022", r"until is '31/03/2022', which is not a date\. Write it as"),
        (
            "city-east; city-mid",
            "city-east; city-west-2",
            "became has city-west-2, which is not in",
        ),
        ("2022-03-31,city-east", ",city-east", r"became is given, but until is not"),
        ("2022-04-01", "2022-03-01", r"is in line \d+ too, for the same days"),
    ],
)
def test_wrong_days_of_an_area_are_named(
    old: str, new: str, problem: str, folder: Path, sqlite_url: str
) -> None:
    change_areas(folder)
    file = folder / "areas.csv"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(WrongReference, match=rf"areas\.csv, line \d+: .*{problem}"):
        migrate(sqlite_url, folder)


def test_a_file_that_is_missing_or_not_text_is_reported(folder: Path, sqlite_url: str) -> None:
    file = folder / "areas.csv"
    file.write_bytes(b"code,name\n\xff\xfe")
    with pytest.raises(WrongReference, match=r"areas\.csv cannot be read: .*Save it as CSV UTF-8"):
        migrate(sqlite_url, folder)
    file.unlink()
    with pytest.raises(WrongReference, match=r"areas\.csv is missing\. Copy it from"):
        migrate(sqlite_url, folder)
