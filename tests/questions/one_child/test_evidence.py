"""What shows the state of each duty to one child."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from dashboard.style import words
from data.importing.run import import_files
from queries.filters import Filters, Period
from queries.safeguarding import duties
from tests.invented.data_set import DataSet
from tests.invented.random_filters import over_random_data
from tests.invented.workbooks import entry, inapplicable, visit, write_csvs
from tests.questions.test_questions import answer
from tests.slow.counting_rules import children_on
from tests.slow.one_child import decisions
from tests.slow.safeguarding.duties import attempts_in_vain
from tests.slow.safeguarding.states import states

NONE = (None, None, None)


@over_random_data(1)
def test_a_childs_duties_are_those_of_the_slow_answer_with_decisions_and_attempts(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    (chosen,) = filters
    records = data.records()
    everywhere = Filters(chosen.as_at, chosen.period, chosen.known)
    held = states(records, everywhere)
    for stay, _ in children_on(records, everywhere, everywhere.as_at):
        of_child = replace(everywhere, child_ref=stay.child.child_ref)
        decided = decisions(records, of_child, stay.entry.added_on)
        slow = [
            (
                duty,
                each.state,
                each.started_on,
                *(decided.get(duty, NONE) if each.state == "Not applicable" else NONE),
                attempts_in_vain(duty, case_, each),
            )
            for _, duty, case_, each in held
            if case_.ref == of_child.child_ref
        ]
        rows = answer(duties.duties_of_child, of_child, reading).rows
        assert [(*row[:3], *row[7:]) for row in rows] == slow


def test_of_two_entries_on_a_day_only_the_decision_on_the_lasting_one_is_shown_from_its_day(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    sheets = {
        "tracker": [
            entry(Date_removed="2022-03-01", Removal_reason="Reached 18"),
            entry(added="2022-05-02"),
        ],
        "nrm": [],
        "not_applicable": [
            inapplicable(Reason="Already in place"),
            inapplicable(added="2022-05-02", Decided_on="2022-05-09", Decided_by="Sergeant"),
        ],
    }
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=date(2022, 11, 22))

    def shown(day: date) -> Iterable[object]:
        chosen = Filters(day, Period(day, day), known=1, child_ref="CT-1")
        (row,) = (r for r in answer(duties.duties_of_child, chosen, reading).rows if r[0] == "NRM")
        return row[1], *row[7:10]

    assert shown(date(2022, 2, 1)) == (
        "Not applicable", "Already in place", date(2022, 1, 10), "Inspector",
    )  # fmt: skip
    assert shown(date(2022, 5, 8)) == ("Due", *NONE)
    assert shown(date(2022, 5, 9)) == (
        "Not applicable", "Declined", date(2022, 5, 9), "Sergeant",
    )  # fmt: skip


def test_an_overdue_visit_says_how_often_it_was_tried(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    """Not the attempts before the clock started or by the last time the child was seen, nor a visit
    that was cancelled."""
    attempts = [
        ("2022-01-09", "No reply"),
        ("2022-01-10", "No reply"),
        ("2022-01-17", "Cancelled"),
        ("2022-01-26", "Not there"),
        ("2022-02-01", "Seen"),
        ("2022-02-01", "No reply"),
        ("2022-05-02", "Declined by child"),
    ]
    made = [
        visit(f"V-{n}", on, Outcome=outcome) for n, (on, outcome) in enumerate(attempts, start=1)
    ]
    sheets = {"tracker": [entry()], "visits": made}
    import_files(writing, [write_csvs(tmp_path / "files", sheets)], extracted_on=date(2022, 11, 22))

    def told(day: date, duty: str) -> set[str]:
        chosen = Filters(day, Period(day, day), known=1)
        child = replace(chosen, child_ref="CT-1")
        of_child = answer(duties.duties_of_child, child, reading).frame()
        listed = answer(duties.open_duties, chosen, reading).frame()
        rows = [frame[frame["duty"] == duty] for frame in (of_child, listed)]
        return {
            words.with_attempts(state, None if pd.isna(times) else int(times))
            for each in rows
            for state, times in zip(each["state"], each["tried"], strict=True)
        }

    assert told(date(2022, 1, 24), "First visit") == {"Due"}
    assert told(date(2022, 1, 25), "First visit") == {"Overdue, tried once"}
    assert told(date(2022, 1, 26), "First visit") == {"Overdue, tried 2 times"}
    assert told(date(2022, 5, 1), "Follow-up visit") == {"Overdue"}
    assert told(date(2022, 5, 2), "Follow-up visit") == {"Overdue, tried once"}
