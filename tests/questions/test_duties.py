"""The states of duties add up, and other places use the names of the declared duties."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from dashboard.views import safeguarding as views
from data.database import migrate
from data.day_numbers import numbered
from data.importing.run import import_files
from data.keeping.checking import violations
from data.reference_files import REFERENCE
from data.sheets.declaration import OneOf
from data.sheets.safeguarding.not_applicable import NOT_APPLICABLE
from data.tables import duty_days, duty_standard
from queries.administration import imports
from queries.ask import Answer
from queries.filters import Filters, Listing, Period
from queries.oversight import records, tracker
from queries.safeguarding import duties
from queries.scope import DUTIES, OVERDUE, STATES, UNDATED
from tests.invented.coincidences import COINCIDENCES
from tests.invented.data_set import DataSet
from tests.invented.random_filters import over_random_data
from tests.invented.workbooks import entry, nrm, referral, visit, write_csvs
from tests.questions.test_questions import answer
from tests.sampling import MANY_FILTERS
from tests.slow.counting_rules import reference
from tests.slow.safeguarding import standards


def test_a_duty_that_was_renamed_may_not_apply_by_either_name() -> None:
    named = NOT_APPLICABLE.fields[2].kind
    assert isinstance(named, OneOf)
    renamed = {duty.label: duty.key for duty in DUTIES if duty.first_called}
    assert renamed == {"Follow-up visit": "Visit again"}
    assert renamed.items() <= dict(named.aliases).items()


def test_the_days_of_every_duty_are_worked_out_by_imports() -> None:
    columns = {column.name for column in duty_days.columns}
    assert {f"{duty.name}_day" for duty in DUTIES if duty.due != "search of the day"} <= columns


def test_every_standard_names_a_duty_or_a_wait() -> None:
    waits = {"Reasonable grounds", "Least wait for conclusive grounds"}
    waits |= {"Toolkit review", "Conference"}
    waits |= {"SCA reviewed", "SCA actioned", "Answer of a MASH", "Decision on an encounter"}
    named = {line["duty"] for line in reference("standards")}
    assert named - waits <= {duty.key for duty in DUTIES}


def test_every_duty_but_the_one_due_by_a_birthday_has_a_standard() -> None:
    named = {line["duty"] for line in reference("standards")}
    assert {duty.key for duty in DUTIES if duty.due != "day before 18"} <= named


def test_duties_have_names_for_addresses_and_figures() -> None:
    assert [duty.name for duty in DUTIES if duty.label in {"Barnardo's", "PPN to MASH"}] == [
        "ppn_to_mash",
        "barnardos",
    ]
    assert len({duty.name for duty in DUTIES}) == len(DUTIES)


def test_changing_the_first_day_of_a_standard_changes_which_records_fulfil_its_duty(
    writing: Engine, tmp_path: Path
) -> None:
    files = write_csvs(tmp_path / "files", {"tracker": [entry()], "visits": [visit()]})
    import_files(writing, [files], extracted_on=date(2022, 3, 20))
    folder, url = tmp_path / "reference", writing.url.render_as_string(hide_password=False)
    shutil.copytree(REFERENCE, folder)
    text = (folder / "standards.csv").read_text(encoding="utf-8")
    days = duty_days.c
    first_seen = select(numbered(days.first_visit_day)).where(days.known_until.is_(None))

    def seen() -> date | None:
        with writing.connect() as connection:
            day: date | None = connection.execute(first_seen).scalar_one()
            return day

    before = seen()
    later = text.replace("First visit,,,2021-04-01", "First visit,,,2022-11-01")
    (folder / "standards.csv").write_text(later, encoding="utf-8")
    migrate(url, folder)
    assert before
    assert seen() is None
    assert not [each for each in violations(writing) if each.table == "duty_days"]
    migrate(url)
    assert seen() == before


@pytest.mark.parametrize(
    ("file", "line", "other"),
    [
        ("standards.csv", "First visit,,,2021-04-01,10,", "First visit,,,2021-04-01,11,"),
        ("bank_holidays.csv", "2022-04-15,", "2022-05-16,"),
    ],
    ids=["a standard", "a bank holiday"],
)
def test_a_due_day_changes_with_its_standard_and_with_bank_holidays(
    writing: Engine, tmp_path: Path, file: str, line: str, other: str
) -> None:
    files = write_csvs(tmp_path / "files", {"tracker": [entry(added="2022-04-05")]})
    import_files(writing, [files], extracted_on=date(2022, 5, 20))
    folder, url = tmp_path / "reference", writing.url.render_as_string(hide_password=False)
    shutil.copytree(REFERENCE, folder)
    before = (folder / file).read_text(encoding="utf-8")
    days = duty_days.c
    limit = select(numbered(days.first_visit_due_day)).where(days.known_until.is_(None))

    def due() -> date | None:
        with writing.connect() as connection:
            day: date | None = connection.execute(limit).scalar_one()
            return day

    assert before.count(line) == 1
    assert due() == date(2022, 4, 21)
    (folder / file).write_text(before.replace(line, other), encoding="utf-8")
    migrate(url, folder)
    assert due() == date(2022, 4, 22 if file == "standards.csv" else 20)
    assert not [each for each in violations(writing) if each.table == "duty_days"]


def test_a_standard_for_one_status_overrides_the_general_one(
    writing: Engine, reading: Engine
) -> None:
    COINCIDENCES.write(writing)
    row = {"duty": "Visit again", "from_on": date(2021, 4, 1), "days": 7, "unit": "calendar"}
    with writing.begin() as connection:
        number = connection.execute(select(func.max(duty_standard.c.standard_id))).scalar_one()
        connection.execute(
            duty_standard.insert().values(standard_id=number + 1, source="Invented", **row)
        )
        before = connection.execute(select(func.count()).select_from(duty_standard)).scalar_one()
    chosen = Filters(date(2022, 3, 2), Period(date(2022, 3, 2), date(2022, 3, 2)), known=1)
    with_both = answer(duties.duties_by_state, chosen, reading).rows
    with writing.begin() as connection:
        connection.execute(duty_standard.delete().where(duty_standard.c.standard_id == number + 1))
    assert before == number + 1
    assert Counter(with_both) == Counter(answer(duties.duties_by_state, chosen, reading).rows)


def test_a_yes_in_place_of_a_date_is_a_state_of_its_own(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    known = {"Ratified": "Y", "PND_recorded": "yes", "PND_line_type": "Generic"}
    rows = [
        entry("A", **known),
        entry("B", Ratified="01/02/2022", PND_recorded="No"),
        entry("C"),
    ]
    files = [write_csvs(tmp_path / "files", {"tracker": rows})]
    day = date(2022, 4, 1)
    (sheet,) = import_files(writing, files, extracted_on=day).sheets
    assert [notice for notice in sheet.notices if "in place of a date" in notice] == [
        f"{heading} says Yes in place of a date (row 2): it counts as done, neither in time nor "
        "late."
        for heading in ("Ratified", "PND recorded")
    ]
    chosen = Filters(day, Period(date(2022, 1, 1), day), known=1)

    def states(of: Answer, *duties: str) -> dict[tuple[str, str], int]:
        found = [dict(zip(of.columns, row, strict=True)) for row in of.rows]
        return {(e["duty"], e["state"]): e["children"] for e in found if e["duty"] in duties}

    of_all = answer(duties.duties_by_state, chosen, reading)
    assert states(of_all, "PND", "Ratified") == {
        ("PND", UNDATED): 1,
        ("PND", OVERDUE): 2,
        ("Ratified", UNDATED): 1,
        ("Ratified", "Done in time"): 1,
        ("Ratified", OVERDUE): 1,
    }
    of_year = answer(duties.duties_of_the_year, chosen, reading)
    assert states(of_year, "PND") == {("PND", UNDATED): 1, ("PND", OVERDUE): 2}
    unknown = answer(imports.unknowns_by_field, chosen, reading)
    assert {field: number for _, field, number, _ in unknown.rows if "ratified" in field} == {
        "Date ratified": 1,
        "Day ratified (says Yes)": 1,
    }
    to_ratify = Filters(day, chosen.period, 1, listing=Listing("to_ratify"))
    assert [row[0] for row in answer(records.records, to_ratify, reading).rows] == ["C"]
    drawn = views.duties.by_state.finding(
        lambda asked: of_all if asked is duties.duties_by_state else answer(asked, chosen, reading),
        chosen,
    )
    assert drawn.categories["state"][-1] == UNDATED
    assert list(drawn.table.columns[-3:]) == ["Not applicable", UNDATED, "All"]


def test_a_visit_is_judged_by_the_visit_before_to_the_same_child(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    rows = [entry("LATE"), entry("OFTEN")]
    # The limit of a child who is open is 28 days: one is seen after 59, and the other after 5.
    seen = {
        "LATE": ("2022-01-10", "2022-03-10"),
        "OFTEN": ("2022-02-07", "2022-03-07", "2022-03-12"),
    }
    visits = [
        visit(f"{ref} {on}", on, Tracker_ref=ref) for ref, days in seen.items() for on in days
    ]
    files = [write_csvs(tmp_path / "files", {"tracker": rows, "visits": visits})]
    day = date(2022, 3, 20)
    import_files(writing, files, extracted_on=day)
    chosen = Filters(day, Period(day, day), known=1)
    found = {
        state: children
        for _, duty, state, children in answer(duties.duties_by_state, chosen, reading).rows
        if duty == "Follow-up visit"
    }
    assert found == {"Done late": 1, "Done in time": 1}


def children_by_state(question: Any, chosen: Filters, reading: Engine, duty: str) -> dict[str, int]:
    """The children by the state of one duty."""
    found: dict[str, int] = {}
    for row in answer(question, chosen, reading).rows:
        if row[1] == duty:
            found[row[2]] = found.get(row[2], 0) + row[-1]
    return found


def test_the_clock_of_a_referral_starts_on_the_day_that_triggered_it(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    # Friday 14 January 2022; each child was added on Monday 10 January.
    sent = {
        "SAME": ("2022-01-14", "2022-01-14"),
        "NEXT": ("2022-01-15", "2022-01-14"),
        "ADDED": ("2022-01-14", ""),
        "BEFORE": ("2022-01-07", "2022-01-06"),
        "AGAIN": ("2022-02-14", "2022-02-14"),
    }
    rows = [entry(ref) for ref in sent if ref != "AGAIN"]
    # What is sent in a later entry says nothing of the clock of the first.
    rows += [entry("AGAIN", Date_removed="2022-02-01"), entry("AGAIN", added="2022-02-14")]
    referrals = [
        referral(ref, day, Tracker_ref=ref, To="MASH (County)", PPN_ref="P", Trigger_on=trigger)
        for ref, (day, trigger) in sent.items()
    ]
    files = [write_csvs(tmp_path / "files", {"tracker": rows, "referrals": referrals})]
    day = date(2022, 3, 1)
    import_files(writing, files, extracted_on=day)
    chosen = Filters(day, Period(day, day), known=1)
    assert children_by_state(duties.duties_by_state, chosen, reading, "PPN to MASH") == {
        "Done in time": 2,
        "Done late": 3,
    }
    of_year = children_by_state(duties.duties_of_the_year, chosen, reading, "PPN to MASH")
    assert of_year == {"Done in time": 2, "Done late": 3, "Overdue": 1}


def test_a_case_of_the_nrm_that_was_live_when_the_child_was_added_again_counts(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    ended = {"BEFORE": "2022-05-31", "AFTER": "2022-06-02"}
    rows = [
        row
        for ref in ended
        for row in (entry(ref, Date_removed="2022-02-01"), entry(ref, added="2022-06-01"))
    ]
    cases = [nrm(ref, Tracker_ref=ref, RG="Negative", RG_on=day) for ref, day in ended.items()]
    files = [write_csvs(tmp_path / "files", {"tracker": rows, "nrm": cases})]
    day = date(2022, 8, 1)
    import_files(writing, files, extracted_on=day)
    chosen = Filters(day, Period(day, day), known=1)
    found = children_by_state(duties.duties_by_state, chosen, reading, "NRM")
    assert found == {"Done in time": 1, OVERDUE: 1}


def test_a_handover_is_due_on_the_day_before_the_birthday(
    writing: Engine, reading: Engine, tmp_path: Path
) -> None:
    leap = {"Date_of_birth": "2004-02-29"}  # 18 on 1 March 2022
    rows = [
        entry("IN TIME", **leap, Handover_agreed="2022-02-28"),
        entry("LATE", **leap, Handover_agreed="2022-03-01"),
        entry("OPEN", **leap),
        entry("GONE", **leap, Date_removed="2022-03-01", Removal_reason="Reached 18"),
        entry("LEFT", **leap, Date_removed="2022-02-28"),
    ]
    files = [write_csvs(tmp_path / "files", {"tracker": rows})]
    import_files(writing, files, extracted_on=date(2022, 3, 10))

    def found(question: Any, day: date) -> dict[str, int]:
        chosen = Filters(day, Period(day, day), known=1)
        return children_by_state(question, chosen, reading, "Handover before 18")

    before, birthday = date(2022, 2, 28), date(2022, 3, 1)
    assert found(duties.duties_by_state, before) == {"Done in time": 1, "Due": 3}
    assert found(duties.duties_by_state, birthday) == {
        "Done in time": 1,
        "Done late": 1,
        OVERDUE: 1,
    }
    assert found(duties.duties_of_the_year, birthday) == {
        "Done in time": 1,
        "Done late": 1,
        OVERDUE: 2,
        duties.LEFT_BEFORE_DUE: 1,
    }


@over_random_data(MANY_FILTERS)
def test_the_states_of_every_duty_add_up_to_the_tracker(
    data: DataSet, chosen: list[Filters], reading: Engine
) -> None:
    for each in chosen:
        on = answer(tracker.on_tracker, each, reading).one()["children"]
        in_all: Counter[str] = Counter()
        unknown = set()
        for _, duty, state, children in answer(duties.duties_by_state, each, reading).rows:
            assert state is None or state in STATES
            in_all[duty] += children
            if state is None:
                unknown.add(duty)
        assert all(number == (0 if duty in unknown else on) for duty, number in in_all.items()), (
            each,
            in_all,
        )


@over_random_data(1)
def test_a_childs_own_page_agrees_with_the_matrix_of_duties(
    data: DataSet, filters: list[Filters], reading: Engine
) -> None:
    (chosen,) = filters
    everywhere = Filters(chosen.as_at, chosen.period, chosen.known)
    open_ones = answer(duties.open_duties, everywhere, reading)
    refs = sorted(
        {dict(zip(open_ones.columns, row, strict=True))["child_ref"] for row in open_ones.rows}
    )
    at = [open_ones.columns.index(name) for name in ("child_ref", "status")]
    status = {row[at[0]]: row[at[1]] for row in open_ones.rows}
    own: Counter[tuple[str, str]] = Counter()
    for ref in refs:
        of_child = replace(everywhere, child_ref=ref)
        for label, state, started, days, unit, *_ in answer(
            duties.duties_of_child, of_child, reading
        ).rows:
            own[label, state] += state == OVERDUE
            duty = next(each for each in DUTIES if each.label == label)
            on = chosen.as_at if duty.repeats else started
            allowed = standards.standard(duty.key, on, status[ref]) or {"days": None, "unit": None}
            assert (days, unit) == (allowed["days"], allowed["unit"]), (label, on)
    own = +own
    matrix = {
        (duty, state): children
        for _, duty, state, children in answer(duties.duties_by_state, everywhere, reading).rows
        if state == OVERDUE
    }
    assert own == matrix
