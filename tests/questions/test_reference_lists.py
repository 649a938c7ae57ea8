"""Imports, figures, pages and releases follow what a force edits in its reference folder."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from dashboard import navigation
from dashboard.cli.commands import app
from dashboard.signing_in import sign_in
from dashboard.views import month_ends, tracker
from data import tables
from data.database import migrate, reading_engine, writing_engine
from data.importing.problems import Refused
from data.importing.run import import_files
from data.reference_files import REFERENCE, WrongReference
from data.reference_files.reading import FILES_ADDED_LATER, names_in
from queries.access import OPERATOR, Viewer
from queries.administration import reference
from queries.ask import ask, from_database
from queries.dimensions import STATUS, Categories
from queries.figures import figures
from queries.filters import Filters, Period
from queries.oversight.rollout import STAGES_IN_ORDER
from queries.safeguarding import panels
from tests.forgetting import forget
from tests.invented.releasing import make_releases
from tests.invented.workbooks import OPEN, action, entry, write_workbook
from tests.paths import APP

EXTRACTED = date(2022, 11, 30)
ALL = Filters(EXTRACTED, Period(date(2022, 1, 1), EXTRACTED), 1)
ACTIVE, WATCHED = "Active with the team", "Watched by the school"
LEADER = Viewer("lee", "leader")


def rewrite(file: Path, *changes: tuple[str, str]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def edit(folder: Path) -> None:
    """Both statuses renamed, a third district with an area, and a further gender."""
    shutil.copytree(REFERENCE, folder)
    rewrite(
        folder / "statuses.csv",
        (f"{OPEN},Open,", f"{ACTIVE},Active,"),
        ("Vulnerable to County Lines,Vulnerable,", f"{WATCHED},Watched,"),
    )
    rewrite(folder / "genders.csv", ("Other,", "Non-binary,are non-binary\nOther,"))
    with (folder / "areas.csv").open("a", encoding="utf-8") as areas:
        areas.write("kendal,Kendal,Lakes,E07000111,5,3\n")
    with (folder / "local_authorities.csv").open("a", encoding="utf-8") as authorities:
        authorities.write("E07000111,Kendal,Lakes,1000\n")


def children() -> list[dict[str, object]]:
    """Twenty-four: 14 active, 10 watched; 9 non-binary; 10 in the third district."""
    return [
        entry(
            f"CT-{number}",
            Status=ACTIVE if number < 14 else WATCHED,
            Gender="Non-binary" if number < 9 else "Male",
            Home_area="Kendal" if number % 2 and number < 20 else "Gedling",
        )
        for number in range(24)
    ]


@pytest.fixture(scope="module")
def edited_force(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the lists of the edited force, and its database with its children."""
    folder = tmp_path_factory.mktemp("edited")
    edit(folder / "reference")
    url = f"sqlite:///{folder / 'clvt.db'}"
    migrate(url, folder / "reference")
    writing = writing_engine(url)
    file = write_workbook(folder / "extract.xlsx", {"tracker": children()})
    import_files(writing, [file], extracted_on=EXTRACTED, reference=folder / "reference")
    writing.dispose()
    return folder


@pytest.fixture
def edited(edited_force: Path, tmp_path: Path) -> Path:
    """The lists of the edited force, for one test."""
    return Path(shutil.copytree(edited_force / "reference", tmp_path / "reference"))


@pytest.fixture
def engine(
    edited_force: Path, edited: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """The database of the edited force, for one test."""
    url = f"sqlite:///{shutil.copyfile(edited_force / 'clvt.db', tmp_path / 'clvt.db')}"
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    monkeypatch.setenv("CLVT_REFERENCE", str(edited))
    forget()
    writing = writing_engine(url)
    yield writing
    writing.dispose()
    forget()


def test_an_import_knows_the_new_names_and_refuses_the_old_ones(
    engine: Engine, edited: Path, tmp_path: Path
) -> None:
    file = write_workbook(tmp_path / "old.xlsx", {"tracker": [entry(Status=OPEN)]})
    with pytest.raises(Refused) as refused:
        import_files(engine, [file], extracted_on=EXTRACTED, reference=edited)
    assert any(ACTIVE in problem.remedy for problem in refused.value.problems)


def test_figures_follow_the_edited_lists(engine: Engine) -> None:
    fetch = from_database(reading_engine(str(engine.url)))
    found = figures(OPERATOR, ALL, fetch)
    assert found["by_status"] == {ACTIVE: 14, WATCHED: 10}
    assert found["by_gender"] == {"Male": 15, "Non-binary": 9}
    assert (found["by_area"]["Kendal"], found["by_area"]["Gedling"]) == (10, 14)
    categories = Categories.read(STATUS, ask(reference.categories, OPERATOR, ALL, fetch).rows)
    assert categories.open() == [ACTIVE]
    assert categories.listed() == [ACTIVE, WATCHED]
    printed = CliRunner().invoke(app, ["figures", "--district", "lakes", "--gender", "non-binary"])
    assert '"on_tracker": 4' in printed.output


def test_a_force_has_panels_and_agencies_of_its_own(
    engine: Engine, edited: Path, tmp_path: Path
) -> None:
    (edited / "panels.csv").write_text("panel,district\nLakes Panel,Lakes\n", encoding="utf-8")
    (edited / "agencies.csv").write_text("name\nMountain rescue\n", encoding="utf-8")
    migrate(str(engine.url), edited)
    sheets = {"panel_actions": [action(Meeting="Lakes Panel", Owner="Mountain rescue")]}
    file = write_workbook(tmp_path / "own.xlsx", sheets)
    import_files(engine, [file], extracted_on=EXTRACTED, reference=edited)
    fetch = from_database(reading_engine(str(engine.url)))
    for district, owners in (("Lakes", ["Mountain rescue"]), ("County", [])):
        chosen = replace(ALL, known=2, district=district)
        found = ask(panels.open_actions_by_agency, OPERATOR, chosen, fetch)
        assert [row[0] for row in found.rows] == owners
    file = write_workbook(tmp_path / "ours.xlsx", {"panel_actions": [action()]})
    with pytest.raises(Refused) as refused:
        import_files(engine, [file], extracted_on=EXTRACTED, reference=edited)
    assert {problem.remedy for problem in refused.value.problems} == {
        "Use one of: Lakes Panel.",
        "Use one of: Mountain rescue.",
    }


def test_a_folder_of_an_earlier_version_has_the_panels_and_agencies_of_the_dashboard(
    engine: Engine, edited: Path, tmp_path: Path
) -> None:
    for name in FILES_ADDED_LATER:
        (edited / name).unlink()
    migrate(str(engine.url), edited)
    file = write_workbook(tmp_path / "ours.xlsx", {"panel_actions": [action()]})
    import_files(engine, [file], extracted_on=EXTRACTED, reference=edited)


def page(monkeypatch: pytest.MonkeyPatch, file: str, **query: str) -> str:
    """All that a page sends to the browser, including its charts and their marks."""
    monkeypatch.setattr(sign_in, "viewer", lambda: LEADER)
    monkeypatch.setattr(sign_in, "may_still", lambda *_: True)
    at = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if file != "trends":  # on which a leader lands
        at.switch_page(navigation.path(file)).run()
    assert not at.exception
    assert not at.warning
    sent = [str(element.proto) for element in at.main]
    return "\n".join(sent + [str(each.proto.body) for each in at.get("html")])


def test_pages_follow_the_edited_lists(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "14 active, 10 watched" in page(monkeypatch, "overview")
    children_page = page(monkeypatch, "children")
    assert "14 of 24 children are active with the team" in children_page
    assert "Lakes has 10 children (100.0 for each 10,000" in children_page
    assert f'"{ACTIVE}' in children_page.replace("\\", ""), "a legend names it"
    assert OPEN not in children_page
    assert "Added to the tracker: Lakes" in page(monkeypatch, "trends")
    narrowed = page(monkeypatch, "children", district="Lakes", gender="Non-binary")
    assert "Lakes · Non-binary" in narrowed
    assert "All 4 children are non-binary" in narrowed


def test_releases_follow_the_edited_lists(engine: Engine) -> None:
    assert make_releases(engine, 1) > 0
    cell = tables.area_release_cell.c
    with engine.connect() as connection:
        rows = connection.execute(
            select(cell.geography, cell.measure, cell.category, cell.value).where(
                cell.month_end == EXTRACTED
            )
        ).all()
    values = {(place, measure, category): value for place, measure, category, value in rows}
    assert values["Lakes", "on_tracker", ""] == 10
    assert values["Force", "status", ACTIVE] == 14
    assert values["Force", "gender", "Non-binary"] == 9
    assert values["Force", "gender", "Female"] == 0
    of_status = Counter(category for _, measure, category in values if measure == "status")
    assert set(of_status) == {ACTIVE, WATCHED}


def test_the_stages_in_the_code_are_those_of_the_list() -> None:
    assert list(STAGES_IN_ORDER) == names_in(REFERENCE, "stages.csv")


def test_a_status_that_is_renamed_later_keeps_what_it_was(engine: Engine, edited: Path) -> None:
    rewrite(edited / "statuses.csv", (f"{ACTIVE},Active,yes", "Engaged,Engaged,yes"))
    migrate(str(engine.url), edited)
    answer = ask(
        reference.categories, OPERATOR, ALL, from_database(reading_engine(str(engine.url)))
    )
    categories = Categories.read(STATUS, answer.rows)
    assert categories.listed() == ["Engaged", WATCHED]
    assert categories.shown([ACTIVE]) == ["Engaged", WATCHED, ACTIVE]
    assert set(categories.open()) == {"Engaged", ACTIVE}
    assert categories.short(ACTIVE) == "Active"


def test_a_short_name_that_two_statuses_share_is_not_used(engine: Engine, edited: Path) -> None:
    """Otherwise the children of one would be shown as those of the other."""
    rewrite(edited / "statuses.csv", (f"{ACTIVE},Active,yes", "Active again,Active,yes"))
    migrate(str(engine.url), edited)
    fetch = from_database(reading_engine(str(engine.url)))
    found = tracker.areas.finding(lambda asked: ask(asked, OPERATOR, ALL, fetch), ALL).table
    assert list(found.columns[2:]) == ["Active again", "Watched", ACTIVE, "Children"]
    assert (found["Children"] == found[["Active again", "Watched", ACTIVE]].sum(axis=1)).all()
    assert (found["Children"].sum(), found[ACTIVE].sum()) == (24, 14)
    trend = month_ends.status_trend.finding(lambda asked: ask(asked, OPERATOR, ALL, fetch), ALL)
    assert "went from 0 to 14" in trend.headline
    assert list(trend.table.iloc[-1][1:]) == [14, 10]


def test_a_list_without_the_column_that_says_what_is_open_is_refused(
    engine: Engine, edited: Path, tmp_path: Path
) -> None:
    """In a database that already has the statuses, they stay as they are."""
    (edited / "statuses.csv").write_text(f"name\n{WATCHED}\n{ACTIVE}\n", encoding="utf-8")
    migrate(str(engine.url), edited)
    fetch = from_database(reading_engine(str(engine.url)))
    categories = Categories.read(STATUS, ask(reference.categories, OPERATOR, ALL, fetch).rows)
    assert categories.open() == [ACTIVE]
    assert categories.listed() == [WATCHED, ACTIVE]
    with pytest.raises(WrongReference, match="is_open is missing for"):
        migrate(f"sqlite:///{tmp_path / 'new.db'}", edited)


def test_whether_a_status_is_open_must_be_yes_or_no(edited: Path, tmp_path: Path) -> None:
    rewrite(edited / "statuses.csv", (",yes", ",perhaps"))
    problem = r"statuses\.csv, line 2: is_open is 'perhaps', which is neither yes nor no"
    with pytest.raises(WrongReference, match=problem):
        migrate(f"sqlite:///{tmp_path / 'new.db'}", edited)
