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
from queries.safeguarding import education, encounters, nrm, panels, referrals, visits

CAPTION = (
    "What is not recorded in the sheets of the period's records; of education, actions and "
    "decisions, as at the chosen day"
)
Counts = tuple[str, int, int]  # what, for how many it is not recorded, and of how many


def table(run: Run) -> str:
    """What is not recorded in each sheet, and of how many records, as HTML; in which sheets nothing
    is missing, and which are not known."""
    rows: list[tuple[str, str, int, int]] = []
    loaded, absent = dict[str, None](), dict[str, str]()
    for sheet, question, count in COUNTED:
        days = question.days_described(run.filters)
        if why := words.nothing_by(sheet, run.days_covered(sheet), days.end):
            absent[sheet] = why
            continue
        loaded[sheet] = None
        counts = count(run.ask(question).frame())
        rows += [(sheet, what, without, whole) for what, without, whole in counts if without]
    notes = [f"{why}." for why in absent.values()]
    if whole := [sheet for sheet in loaded if all(sheet != row[0] for row in rows)]:
        notes.insert(0, f"Nothing that is counted is missing in {words.listed(whole)}.")
    named = pd.DataFrame(rows, columns=["Sheet", "What", "Not recorded", "Of"])
    return (tables.as_html(named, CAPTION) if rows else "") + "".join(
        f"<p>{escape(note)}</p>" for note in notes
    )


def _one(
    what: str, column: str, unknown: str, number: str
) -> Callable[[pd.DataFrame], list[Counts]]:
    """Of an answer with a row for each value of a column: those with the value `unknown`."""

    def count(frame: pd.DataFrame) -> list[Counts]:
        numbers = frame[number].astype(int)
        return [(what, int(numbers[frame[column] == unknown].sum()), int(numbers.sum()))]

    return count


def _purposes(frame: pd.DataFrame) -> list[Counts]:
    columns = (frame["what"], frame["not_recorded"].astype(int), frame["seen"].astype(int))
    return [
        (f"{what}, where the child was seen", without, whole)
        for what, without, whole in zip(*columns, strict=True)
    ]


def _decisions(frame: pd.DataFrame) -> list[Counts]:
    return [
        counts
        for stage, of in frame.groupby("stage", sort=False)
        for counts in _one(f"{stage}: the decision", "decision", nrm.NOT_RECORDED, "referrals")(of)
    ]


def _meetings(frame: pd.DataFrame) -> list[Counts]:
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


def _actions(frame: pd.DataFrame) -> list[Counts]:
    states = frame[["overdue", "not_yet_due", "no_due_date"]].astype(int).sum()
    return [("Due on, of open actions", int(states["no_due_date"]), int(states.sum()))]


def _of(sheet: str) -> Callable[[pd.DataFrame], list[Counts]]:
    """Of an answer with a row for each field of several sheets: those of one."""

    def count(frame: pd.DataFrame) -> list[Counts]:
        columns = frame.loc[frame["sheet"] == sheet, ["field", "unknown", "records"]]
        return [(what, int(without), int(whole)) for what, without, whole in columns.to_numpy()]

    return count


def _schooling(frame: pd.DataFrame) -> list[Counts]:
    whole = int(frame["children"].sum())
    numbers = frame.groupby("education")["children"].sum()
    return [
        ("Education or work", int(numbers.get(education.NOT_RECORDED, 0)), whole),
        ("A check that has not lapsed", int(numbers.get(education.CHECK_LAPSED, 0)), whole),
        *_one("Whether it is full time", "provision", education.NOT_RECORDED, "children")(frame),
    ]


COUNTED: tuple[tuple[str, Question, Callable[[pd.DataFrame], list[Counts]]], ...] = (
    ("searches", imports.fields_not_recorded, _of("searches")),
    (
        "visits",
        visits.parents_at_visits,
        _one("Parent or carer, where the child was seen", "parent", visits.NOT_RECORDED, "visits"),
    ),
    ("visits", visits.visits_by_purpose, _purposes),
    (
        "referrals",
        referrals.referrals_by_agency,
        _one("Response", "response", referrals.NOT_RECORDED, "referrals"),
    ),
    ("nrm", nrm.nrm_decisions, _decisions),
    ("nrm", imports.flags_not_recorded, _of("nrm")),
    ("sca_in", imports.fields_not_recorded, _of("sca_in")),
    ("missing", imports.fields_not_recorded, _of("missing")),
    (
        "encounters",
        encounters.suspects_by_reason,
        _one("Reason, of a suspect", "reason", encounters.NOT_GIVEN, "situations"),
    ),
    (
        "encounters",
        encounters.suspects_by_section_45,
        _one(
            "Section 45 considered, of a suspect",
            "considered",
            encounters.NOT_RECORDED,
            "situations",
        ),
    ),
    ("education", education.children_by_education, _schooling),
    ("panel_meetings", panels.panel_meetings, _meetings),
    ("panel_actions", panels.open_actions_by_agency, _actions),
)
"""Sheets, the questions whose answers say what is not recorded in them, and how they say it."""
