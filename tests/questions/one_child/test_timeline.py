"""The timeline of one child tells all that was done, each act once."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

from sqlalchemy import Engine

from data.importing.run import import_files
from queries.filters import Filters, Period
from queries.safeguarding import duties
from tests.invented.coincidences import COINCIDENCES
from tests.invented.data_set import DataSet
from tests.invented.random_filters import days_of_change, over_random_data
from tests.invented.workbooks import (
    action,
    entry,
    inapplicable,
    listing,
    missing,
    nrm,
    panel_meeting,
    sca,
    schooling,
    search,
    write_csvs,
)
from tests.questions.test_questions import answer
from tests.sampling import sample
from tests.slow.counting_rules import known_records
from tests.slow.one_child import acts

ON, LATER = date(2022, 11, 22), date(2022, 11, 30)


def check_acts(data: DataSet, chosen: Filters, reading: Engine) -> set[str]:
    """Each child's acts are those of the slow answer. Returns what they are called."""
    records, told = data.records(), set()
    for child in known_records(records.children, chosen):
        of_child = replace(chosen, child_ref=child.child_ref)
        slow = acts(records, of_child)
        rows = answer(duties.acts_of_child, of_child, reading).rows
        assert Counter(rows) == Counter(slow), of_child
        told |= {what for _, what, *_ in slow}
    return told


@over_random_data(1)
def test_what_was_done_for_a_child_is_the_slow_answer(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    (chosen,) = filters
    check_acts(data, chosen, reading)


def test_what_was_done_is_the_slow_answer_where_many_things_change_at_once(
    writing: Engine, reading: Engine
) -> None:
    COINCIDENCES.write(writing)
    days = sorted({day for kind in days_of_change(COINCIDENCES) for day in kind})
    told: set[str] = set()
    for day in {*sample(days, 0, every=20), max(days)}:
        told |= check_acts(COINCIDENCES, Filters(day, Period(day, day), known=1), reading)
    assert {"Listed for a panel", "Panel action closed", "Education checked"} <= told


def test_a_child_who_was_not_heard_was_listed_and_no_more(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [entry(Home_area="City West")],
        "panel_meetings": [panel_meeting(), panel_meeting("2022-02-10")],
        "panel_list": [
            listing(Heard="Deferred", Outcome=""),
            listing(planned="2022-02-10", Heard="Yes", Outcome="Step up"),
        ],
    }
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=ON)
    chosen = Filters(ON, Period(ON, ON), known=1, child_ref="CT-1")
    rows = answer(duties.acts_of_child, chosen, reading).rows
    assert [row[1:3] for row in rows] == [
        ("Listed for a panel", "Deferred"),
        ("Listed for a panel", "Heard: Step up"),
    ]


def test_each_kind_of_act_is_listed_with_its_details(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    decided = "2022-01-20"
    sheets = {
        "tracker": [entry(Handover_agreed=decided)],
        "nrm": [
            nrm(
                RG="Negative",
                RG_on=decided,
                Reconsideration_asked="2022-02-01",
                Reconsidered="Upheld",
                Crime_recorded_on="2022-02-02",
            )
        ],
        "sca_in": [
            sca(
                Reviewed_on="2022-01-11",
                Finding="For us",
                Actioned_on="2022-01-12",
                Action="Visit",
            )
        ],
        "searches": [
            search("2022-01-15", Tracker_refs="CT-1", Done_on="2022-01-17", Children_linked=1),
            search("2022-11-21", Tracker_refs="CT-1", Done_on="2022-11-23", Children_linked=1),
        ],
        "not_applicable": [inapplicable(Duty="Visit again")],
        "missing": [
            missing(
                Found_on="2022-01-11",
                Interview_offered="Yes",
                Done_on="2022-01-13",
            )
        ],
        "panel_meetings": [panel_meeting()],
        "panel_actions": [
            action(
                Tracker_ref="CT-1",
                Due_on="2022-02-10",
                Closed_on="2022-02-09",
                Result="Partly",
            )
        ],
        "education": [
            schooling(Checked_on="2022-01-10"),
            schooling(since="2022-03-01", Checked_on="2022-03-02"),
        ],
    }
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=LATER)
    chosen = Filters(ON, Period(ON, ON), known=1, child_ref="CT-1")
    rows = sorted(answer(duties.acts_of_child, chosen, reading).rows, key=lambda row: row[:2])
    assert [(f"{on:%-d %b}: {what}", details) for on, what, details, _ in rows] == [
        ("10 Jan: Duty not applicable", "Follow-up visit: Declined, Inspector"),
        ("10 Jan: Education", "School"),
        ("10 Jan: Message from the SCA", "Decision"),
        ("10 Jan: Missing", None),
        ("10 Jan: NRM", "Nottinghamshire Police"),
        ("10 Jan: Panel action agreed", "Disrupt, Housing"),
        ("11 Jan: Found; return interview offered", "Yes"),
        ("11 Jan: SCA message reviewed", "For us"),
        ("12 Jan: SCA message actioned", "Visit"),
        ("13 Jan: Return interview done", None),
        ("15 Jan: Named in daily search", None),
        ("20 Jan: Handover agreed", None),
        ("20 Jan: NRM reasonable grounds", "Negative"),
        ("1 Feb: NRM reconsideration", "Upheld"),
        ("2 Feb: NRM: crime recorded", None),
        ("9 Feb: Panel action closed", "Disrupt: Partly"),
        ("1 Mar: Education", "School"),
        ("2 Mar: Education checked", "School"),
    ]
    assert [(what, due) for _, what, _, due in rows if due] == [
        ("Panel action agreed", date(2022, 2, 10))
    ]
