"""A release on the terminal, on the page and in the file never shows a canary.

Gedling has 137 children and Ashfield 163, both below the threshold here. No other number has those
digits, so that they would be recognised in any output.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner, Result

from dashboard.answers import releases
from dashboard.cli.commands import app
from dashboard.cli.publishing.release import as_document
from dashboard.components import downloads
from dashboard.signing_in import sign_in
from dashboard.views import release
from data import accounts, tables
from data.accounts import By
from data.database import writing_engine
from queries.access import Viewer
from tests.forgetting import forget
from tests.invented.releasing import (
    AREAS,
    CANARIES,
    STAGES,
    THRESHOLD,
    force,
    hide_small,
    make_releases,
    withhold_all,
    without_areas,
)
from tests.paths import APP
from tests.releases.test_reach import ASHFIELD, BOTH, GEDLING, LEADER, last_release_for

BY = By("", "operator", "test")


@pytest.fixture(scope="module")
def with_accounts(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with the canaries and accounts, to be copied."""
    file = tmp_path_factory.mktemp("canaries") / "clvt.db"
    shutil.copyfile(sqlite_template, file)
    made = writing_engine(f"sqlite:///{file}")
    force(AREAS).write(made)
    for name, role, areas in (
        ("gill", "attendee", ["gedling"]),
        ("idle", "attendee", ["gedling"]),
        ("lost", "attendee", ["gedling"]),
        ("lee", "leader", []),
        ("ada", "administrator", []),
    ):
        accounts.add(made, name, None, role, areas, by=BY)
    accounts.disable(made, "idle", by=BY)
    without_areas(made, "lost")
    made.dispose()
    return file


@pytest.fixture
def engine(
    with_accounts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Engine]:
    """The canaries, with accounts, as the dashboard's database."""
    url = f"sqlite:///{shutil.copyfile(with_accounts, tmp_path / 'clvt.db')}"
    monkeypatch.setenv("CLVT_DATABASE_URL", url)
    monkeypatch.setenv("CLVT_DISCLOSURE_THRESHOLD", str(THRESHOLD))
    monkeypatch.setattr(releases, "publish", hide_small)
    forget()
    made = writing_engine(url)
    yield made
    made.dispose()
    forget()


def clvt(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["release", *arguments])


def printed_release(month: str, username: str) -> dict[str, Any]:
    answered = clvt("--month", month, "--as", username, "--json")
    assert answered.exit_code == 0, answered.output
    found: dict[str, Any] = json.loads(answered.stdout)
    return found


def test_the_terminal_prints_what_an_attendee_may_see_and_no_more(engine: Engine) -> None:
    found = printed_release("2022-01", "gill")
    assert (found["month_end"], found["as"], found["exact"]) == ("2022-01-31", "gill", False)
    assert set(found["areas"]) == {"Gedling"}
    assert set(found["districts"]) == {"County"}
    gedling, county = found["areas"]["Gedling"], found["districts"]["County"]
    assert gedling["on_tracker"] == gedling["added"] == "[c]"
    assert gedling["removed"] == gedling["gender"]["Female"] == 0
    assert gedling["gender"]["Male"] == gedling["age"]["14 to 15"] == "[c]"
    assert county["on_tracker"] == county["added"] == 300
    assert found["force"]["on_tracker"] == 518
    assert list(gedling) == ["on_tracker", "status", "age", "gender", "added", "removed"]
    live = {"stage": "Live", "since": "2021-10-04", "target": None, "overdue": False}
    assert found["nsd"] == {"Gedling": live}
    assert found["withheld"] is None
    assert set(found["symbols"]) == {"[c]"}
    assert "confidential" in found["symbols"]["[c]"]
    assert "Unknown" not in {*found["areas"], *found["districts"]}


def test_the_terminal_prints_exact_figures_for_readers_of_counts(engine: Engine) -> None:
    found = printed_release("2022-01", "lee")
    assert found["exact"] is True
    assert len(found["areas"]) == 12
    assert found["areas"]["Gedling"]["on_tracker"] == AREAS["gedling"]
    assert found["nsd"]["Ashfield"]["overdue"] is True
    assert found["nsd"]["Mansfield"]["stage"] == "Not started"
    assert found["symbols"] == {}


@pytest.mark.parametrize(
    ("month", "username", "problem"),
    [
        ("2022-01", "nobody", "no such active account"),
        ("2022-01", "idle", "no such active account"),
        ("2022-01", "ada", "sees no release"),
        ("2022-01", "lost", "There is no release of January 2022"),
        ("2022-12", "gill", "There is no release of December 2022"),
        ("2019-01", "gill", "There is no release of January 2019"),
    ],
)
def test_the_terminal_says_why_there_is_nothing(
    engine: Engine, month: str, username: str, problem: str
) -> None:
    answered = clvt("--month", month, "--as", username, "--json")
    assert answered.exit_code == 1
    assert problem in answered.stderr
    assert answered.stdout == ""


def test_an_invalid_month_is_a_usage_error(engine: Engine) -> None:
    assert clvt("--month", "2022-13", "--as", "gill").exit_code == 2
    assert clvt("--as", "gill").exit_code == 2


def test_a_withheld_release_says_so_and_shows_no_number(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(releases, "publish", withhold_all)
    found = printed_release("2022-01", "gill")
    assert found["withheld"] == "Withheld: the audit failed."
    assert found["areas"]["Gedling"]["on_tracker"] == found["force"]["on_tracker"] == "[x]"
    assert set(found["symbols"]) == {"[x]"}
    at = page(monkeypatch, GEDLING)
    shown = text_sent(at)
    assert "The counts of this month are not shown" in shown
    assert "Withheld: the audit failed." in shown
    assert "NSD has been live in Gedling" in shown
    assert not set(_numbers(shown)) & {"137", "300", "518"}


def test_a_release_that_cannot_be_made_leaves_the_others(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_releases(engine, 1, threshold=THRESHOLD)

    def fail(*_: object, **__: object) -> None:
        raise ValueError("the counts do not add up")

    monkeypatch.setattr(releases, "publish", fail)
    there = clvt("--month", "2022-01", "--as", "gill", "--json")
    assert there.exit_code == 0
    assert "could not be worked out" in there.stderr
    assert clvt("--month", "2022-02", "--as", "gill").exit_code == 1
    boxes = page(monkeypatch, GEDLING).selectbox
    assert boxes[0].options[0] == "January 2022"


def test_before_any_import_the_terminal_says_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CLVT_DATABASE_URL", sqlite_url)
    forget()
    made = writing_engine(sqlite_url)
    accounts.add(made, "gill", None, "attendee", ["gedling"], by=BY)
    made.dispose()
    assert "Nothing has been imported yet" in clvt("--month", "2022-01", "--as", "gill").stderr
    forget()


# The page


def page(monkeypatch: pytest.MonkeyPatch, viewer: Viewer, **query: str) -> AppTest:
    """The area summary, as the viewer sees it."""
    monkeypatch.setattr(sign_in, "viewer", lambda: viewer)
    monkeypatch.setattr(sign_in, "may_still", lambda *_: True)
    at = AppTest.from_file(APP, default_timeout=60)
    for name, value in query.items():
        at.query_params[name] = value
    at.run()
    if viewer is LEADER:
        at.switch_page("../pages/oversight/area_summary.py").run()
    assert not at.exception
    return at


def text_sent(at: AppTest) -> str:
    """All that is sent to the browser for the page, including marks and options, but without the
    ids of its elements, which may have any digits."""
    sent = [str(element.proto) for element in at.main]
    sent += [str(each.proto.body) for each in at.get("html")]
    return re.sub(r"\$\$ID-[0-9a-f]+", "", "\n".join(sent))


def _numbers(shown: str) -> list[str]:
    return "".join(c if c.isdigit() else " " for c in shown).split()


def test_an_attendee_lands_on_their_area_summary(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = text_sent(page(monkeypatch, GEDLING))
    assert "NSD has been live in Gedling since 4 October 2021" in shown
    assert "How many children of Gedling are on the tracker is confidential" in shown
    assert "300 children were on the tracker in the County" in shown
    assert "518 children were on the tracker in all" in shown
    assert "Confidential: 1 to 199 children" in shown
    assert "Not applicable: rates are by district" in shown
    assert "Not available" not in shown  # no number of the table is
    assert "Ashfield" not in shown


def test_an_attendee_of_several_areas_chooses_among_them(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, BOTH)
    boxes = {box.label: box for box in at.selectbox}
    assert set(boxes) == {"Month end", "Area"}  # and no filter bar
    assert boxes["Area"].options == ["City Central", "Gedling"]
    assert boxes["Month end"].options[:2] == ["February 2022", "January 2022"]
    boxes["Area"].select("gedling").run()
    assert "Gedling beside the County" in text_sent(at)
    assert not at.exception


def test_a_leader_sees_the_area_summary_in_exact_numbers(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = page(monkeypatch, LEADER)
    next(box for box in at.selectbox if box.key == "place").select("gedling").run()
    shown = text_sent(at)
    assert "137 children were on the tracker in Gedling" in shown
    assert "These are exact figures" in shown


def test_an_attendee_without_an_area_gets_an_explanation(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody = Viewer("lost", "attendee")
    assert "no area is on your account" in text_sent(page(monkeypatch, nobody))


@pytest.mark.parametrize("viewer", [GEDLING, ASHFIELD, BOTH], ids=lambda viewer: viewer.username)
def test_no_output_holds_a_suppressed_count(
    engine: Engine, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(viewer, engine)
    outputs = [text_sent(page(monkeypatch, viewer)), repr(found)]
    for area in found.areas:
        chosen = release.ReleasedArea(found, area)
        trend = release.trend(chosen)
        outputs += [
            release.introduction(chosen),
            str(release.table_lines(chosen)),
            trend.headline,
            trend.marks.to_csv(),
            trend.table.to_csv(),
            downloads.as_csv(release.as_frame(chosen), found.made.filters).decode(),
        ]
    outputs.append(clvt("--month", "2022-01", "--as", "gill", "--json").output)
    for output in outputs:
        assert not [canary for canary in CANARIES if canary in output]


def test_a_suppressed_count_is_missing_from_marks_and_a_symbol_in_the_file(
    engine: Engine,
) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(GEDLING, engine)
    chosen = release.ReleasedArea(found, found.areas[0])
    trend = release.trend(chosen)
    assert trend.headline == (
        "The County had 300 children on the tracker (between 0 and 300) and the force 518 "
        "(between 0 and 518)"
    )
    marks = trend.marks
    gedling = marks[marks["series"] == "Gedling"].set_index("day")["children"]
    assert gedling.iloc[0] == 0
    assert gedling.iloc[-1] is None
    rows = release.as_frame(chosen).to_dict("records")
    assert list(rows[0].values()) == ["Children on the tracker", "All", "[c]", "300", "518"]
    assert rows[1]["Gedling"] == "[z]"
    assert "[c]" in downloads.as_csv(release.as_frame(chosen), found.made.filters).decode()


def test_a_share_uses_only_counts_that_are_shown(engine: Engine) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(GEDLING, engine)
    shares = {
        (line.label, place): figure.share
        for line in release.table_lines(release.ReleasedArea(found, found.areas[0]))
        for place, figure in zip(("area", "district", "force"), line.figures, strict=True)
    }
    assert shares["Male", "force"] == shares["Male", "district"] == "100%"
    assert shares["Male", "area"] == shares["All", "force"] == ""


def test_a_column_of_mostly_confidential_numbers_is_a_sentence_that_says_the_rest(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(GEDLING, engine)
    chosen = release.ReleasedArea(found, found.areas[0])
    assert release.mostly_hidden_places(chosen) == ["gedling"]
    assert release.mostly_hidden_in_sentences(chosen) == (
        "Most numbers of Gedling are confidential: they are small, or small ones could be worked "
        "out from them. Shown for Gedling: 0 for Vulnerable to County Lines (by status), 10 to 13 "
        "(by age), 16 to 17 (by age), Other or unknown (by age), Female (by gender), Other (by "
        "gender), Unknown (by gender) and Removed (over the last 12 months)."
    )
    shown = text_sent(page(monkeypatch, GEDLING))
    assert "Most numbers of Gedling are confidential" in shown
    assert 'class="n">[c]' not in shown  # nor is there a column of them


# The stage of the rollout


@pytest.mark.parametrize(
    ("area", "sentence"),
    [
        ("Gedling", "NSD has been live in Gedling since 4 October 2021"),
        ("Ashfield", "NSD is planned in Ashfield, and was meant to be live by 1 December 2021"),
        ("Mansfield", "NSD has not started in Mansfield, and no target is recorded"),
    ],
)
def test_the_area_summary_names_the_stage(engine: Engine, area: str, sentence: str) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(LEADER, engine)
    chosen = release.ReleasedArea(found, next(each for each in found.areas if each.name == area))
    assert release.stage_sentence(chosen) == sentence
    assert [when for _, when, _ in release.steps(chosen)].count("now") == 1


def test_a_target_date_in_the_past_is_overdue(engine: Engine) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    found = last_release_for(LEADER, engine)
    ashfield = next(area for area in found.areas if area.code == "ashfield")
    assert found.is_overdue(ashfield)
    assert "passed 61 days before" in release.stage_progress(release.ReleasedArea(found, ashfield))
    assert STAGES[1].target_on == date(2021, 12, 1)


@pytest.mark.parametrize("viewer", [LEADER, GEDLING])
def test_a_stage_that_was_never_loaded_is_not_known(engine: Engine, viewer: Viewer) -> None:
    make_releases(engine, 2, threshold=THRESHOLD)
    with engine.begin() as connection:
        connection.execute(delete(tables.nsd_stage))
        connection.execute(delete(tables.coverage).where(tables.coverage.c.sheet == "nsd_stages"))
    found = last_release_for(viewer, engine)
    gedling = next(area for area in found.areas if area.code == "gedling")
    chosen = release.ReleasedArea(found, gedling)
    assert release.stage_sentence(chosen) == "Where NSD stands in Gedling is not known"
    assert release.stage_progress(chosen) == "The stages of NSD are not loaded up to this day."
    assert not list(release.steps(chosen))
    assert as_document(found, viewer.username)["nsd"]["Gedling"]["stage"] is None
