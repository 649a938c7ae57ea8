"""By when things are due that are no duty to a child, on the last day allowed and on the next."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from data.database import migrate
from data.importing.run import import_files
from data.reference_files import REFERENCE
from queries.filters import Filters, Listing, Period
from queries.oversight import records
from queries.safeguarding import duties, education, panels
from queries.safeguarding.referring import nrm, referrals, timeliness
from tests.invented.workbooks import (
    entry,
    listing,
    panel_meeting,
    referral,
    schooling,
    toolkit,
    write_csvs,
)
from tests.invented.workbooks import nrm as nrm_referral
from tests.questions.test_questions import answer

ON = date(2022, 11, 22)
DAY = timedelta(days=1)
HUB = "MASH (County)"


def filters_over(first: date, last: date, as_at: date = ON, **more: Any) -> Filters:
    return Filters(as_at, Period(first, last), known=1, **more)


def filters_at(day: date) -> Filters:
    return filters_over(day, day, day)


@pytest.mark.parametrize(
    ("grade", "last"), [("Red", 11), ("Amber", 12), ("Green", 14), ("Blue", 12), ("", 12)]
)
def test_how_long_a_mash_has_depends_on_the_grade(
    sqlite: Engine, tmp_path: Path, grade: str, last: int
) -> None:
    sent = [
        referral(
            f"R-{day}",
            "2022-01-11",  # a Tuesday
            To=HUB,
            PPN_ref=f"P-{day}",
            Grade=grade,
            Response="Accepted",
            Responded_on=date(2022, 1, day),
        )
        for day in (last, last + 1)
    ]
    files = write_csvs(tmp_path / "files", {"tracker": [entry()], "referrals": sent})
    import_files(sqlite, [files], extracted_on=ON)
    found = answer(timeliness.answers_of_hubs, filters_over(date(2022, 1, 1), ON), sqlite)
    assert dict(found.rows) == {"In time": 1, "Late": 1}


def folder_of_a_pilot(engine: Engine, tmp_path: Path) -> Path:
    """The reference files of a force in which the panel of one council decides in the NRM, which
    its database follows."""
    folder = tmp_path / "reference"
    shutil.copytree(REFERENCE, folder)
    file = folder / "local_authorities.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("10811,SCA", "10811,Local authority panel"), encoding="utf-8")
    migrate(engine.url.render_as_string(hide_password=False), folder)
    return folder


@pytest.mark.parametrize(
    ("child", "decided_by", "last"),
    [
        ({}, "", date(2022, 2, 24)),
        ({}, "SCA", date(2022, 1, 17)),
        ({"Home_area": "Mansfield"}, "", date(2022, 1, 17)),
        ({"Home_area": "Mansfield"}, "Local authority panel", date(2022, 2, 24)),
        ({"Date_of_birth": "2004-04-20"}, "", date(2022, 2, 24)),
        ({"Date_of_birth": "2004-04-19"}, "", date(2022, 1, 17)),
    ],
    ids=["of the council", "by the SCA", "of another", "by a panel", "100 days to 18", "99 days"],
)
def test_a_panel_has_longer_for_reasonable_grounds_and_decides_for_its_council(
    writing: Engine, tmp_path: Path, child: dict[str, str], decided_by: str, last: date
) -> None:
    folder = folder_of_a_pilot(writing, tmp_path)
    sheets = {"tracker": [entry(**child)], "nrm": [nrm_referral(Decided_by=decided_by)]}
    files = write_csvs(tmp_path / "files", sheets)
    import_files(writing, [files], extracted_on=ON, reference=folder)

    def overdue(day: date) -> int:
        ((*_, number, _),) = answer(nrm.nrm_decisions, filters_at(day), writing).rows
        return int(number)

    assert [overdue(last), overdue(last + DAY)] == [0, 1]


def test_a_notice_says_where_a_panel_decided_for_a_council_without_one(
    sqlite: Engine, tmp_path: Path
) -> None:
    folder = folder_of_a_pilot(sqlite, tmp_path)
    sheets = {
        "tracker": [entry(), entry("CT-2", Home_area="Mansfield")],
        "nrm": [
            nrm_referral(f"N-{n}", Tracker_ref=f"CT-{n}", Decided_by="Local authority panel")
            for n in (1, 2)
        ],
    }
    files = write_csvs(tmp_path / "files", sheets)
    done = import_files(sqlite, [files], extracted_on=ON, reference=folder)
    (notice,) = (notice for each in done.sheets if each.sheet == "nrm" for notice in each.notices)
    assert notice.endswith("local_authorities.csv has none for the child's home (row 3).")


def test_a_check_of_education_lapses_on_the_day_on_which_its_duty_is_overdue(
    sqlite: Engine, tmp_path: Path
) -> None:
    files = write_csvs(tmp_path / "files", {"tracker": [entry()], "education": [schooling()]})
    import_files(sqlite, [files], extracted_on=ON)

    def said(day: date) -> tuple[str, set[str]]:
        ((kind, *_),) = answer(education.children_by_education, filters_at(day), sqlite).rows
        states = answer(duties.duties_by_state, filters_at(day), sqlite).rows
        return kind, {state for _, duty, state, n in states if duty == "Education checked" and n}

    last = date(2022, 4, 10)  # the 90th day after the check
    assert said(last) == ("School", {"Done in time"})
    assert said(last + DAY) == ("Check lapsed", {"Overdue"})


def test_the_review_of_a_toolkit_is_overdue_after_its_day_or_three_months(
    sqlite: Engine, tmp_path: Path
) -> None:
    refs = ("CT-1", "CT-2", "CT-3", "CT-4")
    toolkits = [
        toolkit("CT-1", Review_by="2022-02-01"),
        toolkit("CT-2", Review_by=""),
        toolkit("CT-3", Review_by="2022-02-01"),
        toolkit("CT-3", "2022-02-02", Review_by="2022-11-22"),
    ]
    sheets = {"tracker": [entry(ref) for ref in refs], "toolkits": toolkits}
    import_files(sqlite, [write_csvs(tmp_path / "files", sheets)], extracted_on=ON)

    def overdue(day: date) -> list[str]:
        mark = Listing.narrowed("on_tracker", toolkit_review="Overdue")
        chosen = filters_over(day, day, day, listing=mark)
        found = [row[0] for row in answer(records.records, chosen, sqlite).rows]
        by_level = answer(panels.children_by_toolkit_level, filters_at(day), sqlite).rows
        assert sum(n for *_, review, n in by_level if review == "Overdue") == len(found)
        return found

    assert overdue(date(2022, 2, 1)) == []
    assert overdue(date(2022, 2, 2)) == ["CT-1"]
    assert overdue(date(2022, 4, 12)) == ["CT-1"]
    assert overdue(date(2022, 4, 13)) == ["CT-1", "CT-2"]


def test_a_conference_is_due_15_working_days_after_the_strategy_meeting(
    writing: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [entry(Home_area="City West")],
        "panel_meetings": [panel_meeting(), panel_meeting("2022-02-10")],
        "panel_list": [
            listing(Strategy_meeting_on="2022-04-06", Strategy_outcome="Conference"),
            listing(
                planned="2022-02-10",
                Strategy_meeting_on="2022-05-06",
                Strategy_outcome="No s47",
            ),
        ],
    }
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=ON)
    acts = answer(duties.acts_of_child, filters_over(ON, ON, child_ref="CT-1"), writing).rows
    assert [row for row in acts if row[1] == "Strategy meeting"] == [
        # Good Friday and Easter Monday lie between.
        (date(2022, 4, 6), "Strategy meeting", "Conference", date(2022, 4, 29)),
        (date(2022, 5, 6), "Strategy meeting", "No s47", None),
    ]


def test_a_child_is_referred_again_within_12_months_of_a_referral_to_any_mash(
    sqlite: Engine, tmp_path: Path
) -> None:
    sent = [
        ("CT-1", "2021-06-10", "MASH (City)"),
        ("CT-1", "2022-06-10", HUB),  # again: to the day
        ("CT-2", "2021-06-10", HUB),
        ("CT-2", "2022-06-11", HUB),  # a day too late
        ("CT-3", "2022-06-01", "Barnardo's"),
        ("CT-3", "2022-06-10", HUB),  # the other was not to a MASH
        ("CT-4", "2022-06-10", HUB),
        ("CT-4", "2022-06-10", HUB),  # both on one day
    ]
    sheets = {
        "tracker": [entry(f"CT-{n}") for n in range(1, 5)],
        "referrals": [
            referral(f"R-{n}", day, Tracker_ref=ref, To=to) for n, (ref, day, to) in enumerate(sent)
        ],
    }
    import_files(sqlite, [write_csvs(tmp_path / "files", sheets)], extracted_on=ON)
    june = date(2022, 6, 1), date(2022, 6, 30)
    found = answer(referrals.outcomes_of_hub_referrals, filters_over(*june), sqlite).rows
    assert dict(row[1:] for row in found) == {
        "First in 12 months": 4,
        "Again within 12 months": 1,
    }
    mark = Listing.narrowed("to_hubs", referred="Again within 12 months")
    listed = answer(records.records, filters_over(*june, listing=mark), sqlite).rows
    assert [row[0] for row in listed] == ["CT-1"]
