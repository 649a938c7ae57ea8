"""What the sheets of what is done for children leave unknown, counted from the answers that their
own pages show."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import pandas as pd

from dashboard.components.run import Run
from dashboard.style import tables, words
from queries.administration import imports
from queries.ask import Question
from queries.safeguarding import education, encounters, panels, visits
from queries.safeguarding.referring import nrm, referrals

CAPTION = (
    "What is not recorded in the sheets of the period's records; of education, actions and "
    "decisions, as at the chosen day"
)
Gap = tuple[str, int, int]  # what, for how many it is not recorded, and of how many


def table(run: Run) -> str:
    """What is not recorded in each sheet, and of how many records, as HTML; in which sheets nothing
    is missing, and which are not known."""
    rows: list[tuple[str, str, int, int]] = []
    loaded_sheets, absent_sheets = dict[str, None](), dict[str, str]()
    for sheet, question, count in COUNTED:
        days = question.days_described(run.filters)
        if why := words.nothing_by(sheet, run.days_covered(sheet), days.end):
            absent_sheets[sheet] = why
            continue
        loaded_sheets[sheet] = None
        counts = count(run.ask(question).frame())
        rows += [(sheet, what, without, total) for what, without, total in counts if without]
    notes = [f"{why}." for why in absent_sheets.values()]
    if complete := [sheet for sheet in loaded_sheets if all(sheet != row[0] for row in rows)]:
        notes.insert(0, f"Nothing that is counted is missing in {words.listed(complete)}.")
    frame = pd.DataFrame(rows, columns=["Sheet", "What", "Not recorded", "Of"])
    return (tables.as_html(frame, CAPTION) if rows else "") + "".join(
        f"<p>{escape(note)}</p>" for note in notes
    )


def _gap(what: str, column: str, unknown: str, number: str) -> Callable[[pd.DataFrame], list[Gap]]:
    """Of an answer with a row for each value of a column: those with the value `unknown`."""

    def count(frame: pd.DataFrame) -> list[Gap]:
        numbers = frame[number].astype(int)
        return [(what, int(numbers[frame[column] == unknown].sum()), int(numbers.sum()))]

    return count


def _of_purposes(frame: pd.DataFrame) -> list[Gap]:
    columns = (frame["what"], frame["not_recorded"].astype(int), frame["seen"].astype(int))
    return [
        (f"{what}, where the child was seen", without, total)
        for what, without, total in zip(*columns, strict=True)
    ]


def _of_decisions(frame: pd.DataFrame) -> list[Gap]:
    found: list[Gap] = []
    for stage, rows in frame.groupby("stage", sort=False):
        count = _gap(f"{stage}: the decision", "decision", nrm.NOT_RECORDED, "referrals")
        found += count(rows)
    return found


def _of_meetings(frame: pd.DataFrame) -> list[Gap]:
    held = frame[frame["held_on"].notna()]
    neither = frame["held_on"].isna() & frame["not_held_because"].isna()
    columns = {
        "Names circulated on": "names_circulated_on",
        "Sergeant attended": "sergeant_attended",
    }
    return [
        ("Held on, or why not held", int(neither.sum()), len(frame)),
        *(
            (f"{what}, of meetings held", int(held[column].isna().sum()), len(held))
            for what, column in columns.items()
        ),
    ]


def _of_actions(frame: pd.DataFrame) -> list[Gap]:
    states = frame[["overdue", "not_yet_due", "no_due_date"]].astype(int).sum()
    return [("Due on, of open actions", int(states["no_due_date"]), int(states.sum()))]


def _fields_of(sheet: str) -> Callable[[pd.DataFrame], list[Gap]]:
    """Of an answer with a row for each field of several sheets: those of one."""

    def count(frame: pd.DataFrame) -> list[Gap]:
        columns = frame.loc[frame["sheet"] == sheet, ["field", "unknown", "records"]]
        return [(what, int(without), int(total)) for what, without, total in columns.to_numpy()]

    return count


def _of_schooling(frame: pd.DataFrame) -> list[Gap]:
    total = int(frame["children"].sum())
    numbers = frame.groupby("education")["children"].sum()
    return [
        ("Education or work", int(numbers.get(education.NOT_RECORDED, 0)), total),
        ("A check that has not lapsed", int(numbers.get(education.CHECK_LAPSED, 0)), total),
        *_gap("Whether it is full time", "provision", education.NOT_RECORDED, "children")(frame),
    ]


COUNTED: tuple[tuple[str, Question, Callable[[pd.DataFrame], list[Gap]]], ...] = (
    ("searches", imports.fields_not_recorded, _fields_of("searches")),
    (
        "visits",
        visits.parents_at_visits,
        _gap("Parent or carer, where the child was seen", "parent", visits.NOT_RECORDED, "visits"),
    ),
    ("visits", visits.visits_by_purpose, _of_purposes),
    (
        "referrals",
        referrals.referrals_by_agency,
        _gap("Response", "response", referrals.NOT_RECORDED, "referrals"),
    ),
    ("nrm", nrm.nrm_decisions, _of_decisions),
    ("nrm", imports.flags_not_recorded, _fields_of("nrm")),
    ("sca_in", imports.fields_not_recorded, _fields_of("sca_in")),
    ("missing", imports.fields_not_recorded, _fields_of("missing")),
    (
        "encounters",
        encounters.suspects_by_reason,
        _gap("Reason, of a suspect", "reason", encounters.NOT_GIVEN, "situations"),
    ),
    (
        "encounters",
        encounters.suspects_by_section_45,
        _gap(
            "Section 45 considered, of a suspect",
            "considered",
            encounters.NOT_RECORDED,
            "situations",
        ),
    ),
    ("education", education.children_by_education, _of_schooling),
    ("panel_meetings", panels.panel_meetings, _of_meetings),
    ("panel_actions", panels.open_actions_by_agency, _of_actions),
)
"""Sheets, the questions whose answers say what is not recorded in them, and how they say it."""
