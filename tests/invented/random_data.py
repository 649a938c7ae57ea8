"""Random data sets that keep the importer's rules.

Days are drawn from only a few, around month ends, year ends, 1 April and 29 February, so that they
coincide: entries of one day, re-entries on the day of a removal, changes on that day.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from data.sheets import SHEETS
from tests.invented.data_set import DataSet, Extract, Life
from tests.invented.random_sheets import PLAIN, records_of, rows_of
from tests.invented.records import (
    Child,
    Coverage,
    Decision,
    Entry,
    Import,
    ImportFile,
    Link,
    Refusal,
    Report,
    Spell,
)
from tests.slow.counting_rules import NAME, age

AREAS = ["city-central", "city-west", "gedling", "ashfield", None]
GENDERS = ["Male", "Female", "Other", "Unknown"]
STATUSES = ["Open to the County Lines team", "Vulnerable to County Lines"]
REASONS = ["Reached 18", "Risk reduced", "Other", None]
FLAGS = ["County Lines", "County Lines", "Knives", ""]
AREA_NAMES = [NAME[code] for code in AREAS if code]
# What a reader may choose in each filter that picks one value, by the filter's name.
OPTIONS = {
    "district": ["City", "County"],
    "area": ["Unknown", *filter(None, AREAS)],
    "status": STATUSES,
    "gender": GENDERS,
}


def _days(*spans: tuple[date, int]) -> list[date]:
    return [first + timedelta(days=n) for first, length in spans for n in range(length)]


DAYS = _days(
    (date(2021, 3, 30), 4),
    (date(2022, 2, 26), 5),
    (date(2022, 3, 31), 2),
    (date(2022, 12, 30), 4),
    (date(2023, 2, 27), 4),
    (date(2024, 2, 26), 6),
    (date(2024, 3, 30), 4),
)
days = st.one_of(st.sampled_from(DAYS), st.dates(date(2023, 11, 1), date(2024, 4, 30)))
maybe_days = st.one_of(st.none(), days)
# What an entry says was done on a day that is not known.
undated: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    [
        {},
        {"ratified_on": None, "ratified_undated": True},
        {"pnd_recorded_on": None, "pnd_undated": True},
    ]
)
some_text = st.sampled_from([None, "", "Teacher", "Line A"])


@st.composite
def life_of(draw: st.DrawFn, child_ref: str) -> Life:
    """A child's life: entries one after another, some of one day, some begun when the last one
    ended."""
    days_of_entries = sorted(draw(st.lists(days, min_size=1, max_size=4)))
    # Each once; where the child was removed on the day of being added, a second may begin that day.
    entry_days = dict.fromkeys(
        zip(days_of_entries[::2], [*days_of_entries[1::2], None], strict=False)
    )
    entries = tuple(
        Entry(
            child_ref=child_ref,
            added_on=added_on,
            removed_on=removed_on,
            removal_reason=draw(st.sampled_from(REASONS)) if removed_on else None,
            source=draw(some_text),
            proposed_on=draw(maybe_days),
            ratified_on=draw(maybe_days),
            county_line=draw(some_text),
            pnd_recorded_on=draw(maybe_days),
            pnd_line=draw(some_text),
            pnd_line_type=draw(st.sampled_from([None, "Identified", "Generic for children"])),
            handover_on=draw(maybe_days),
            place_in_day=2 if added_on != removed_on and (added_on, added_on) in entry_days else 1,
        )
        for added_on, removed_on in entry_days
    )
    entries = tuple(replace(entry, **draw(undated)) for entry in entries)
    child = Child(child_ref, draw(born_before_all(entries)), draw(st.sampled_from(GENDERS)))
    return Life(child, entries, tuple(draw(spells_of(entry)) for entry in entries))


@st.composite
def spells_of(draw: st.DrawFn, entry: Entry) -> tuple[Spell, ...]:
    """Unbroken spells of an entry, the last of which may begin on the day of the removal."""
    last = entry.removed_on or DAYS[-1]
    inside = [day for day in DAYS if entry.added_on < day <= last]
    if entry.removed_on and entry.removed_on > entry.added_on:
        inside.append(entry.removed_on)
    changes = draw(st.sets(st.sampled_from(inside), max_size=3)) if inside else set()
    return tuple(
        Spell(
            entry.child_ref,
            entry.added_on,
            starts_on,
            draw(st.sampled_from(STATUSES)),
            draw(st.sampled_from(AREAS)),
            entry.place_in_day,
        )
        for starts_on in [entry.added_on, *sorted(changes)]
    )


@st.composite
def born_before_all(draw: st.DrawFn, entries: tuple[Entry, ...]) -> date | None:
    """A date of birth, or none, that makes the child under 18 whenever it was added.

    Often 29 February, and often a birthday at or soon after one of the days that coincide.
    """
    soon = st.sampled_from([0, 1, 30, 31, 60, 61, 90, 91])
    birthdays = st.builds(lambda day, ahead: day + timedelta(days=ahead), days, soon)
    born = draw(
        st.one_of(
            st.none(),
            st.sampled_from([date(2004, 2, 29), date(2008, 2, 29), date(2012, 2, 29)]),
            st.builds(_years_before, birthdays, st.sampled_from([18, 18, 17, 14, 10, 9])),
            st.dates(date(2003, 4, 1), date(2013, 3, 31)),
        )
    )
    while born and any(age(born, entry.added_on) >= 18 for entry in entries):
        born = _years_before(born, -4)
    return born


def _years_before(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return date(day.year - years, 3, 1)


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, ...]:
    """Reports with and without the flag and the area."""
    drawn = draw(
        st.lists(
            st.tuples(days, st.sampled_from(FLAGS), st.sampled_from(AREAS)),
            max_size=8,
        )
    )
    return tuple(Report(f"IR{n}", *each) for n, each in enumerate(drawn))


@st.composite
def extracts(draw: st.DrawFn) -> tuple[Extract, ...]:
    """Successive extracts: most of each repeats the last, some of it is corrected, withdrawn or
    new."""
    drawn: list[Extract] = []
    lives: dict[str, Life] = {}
    reported: tuple[Report, ...] = ()
    plain: dict[str, tuple[Any, ...]] = {}
    for _ in range(draw(st.integers(1, 3))):
        for number in range(draw(st.integers(1, 4))):
            ref = f"C{number}"
            change = draw(st.sampled_from(["new", "child", "spells", "notes", "withdrawn"]))
            if change == "withdrawn" and drawn:
                lives.pop(ref, None)
            elif change == "new" or ref not in lives:
                lives[ref] = draw(life_of(ref))
            elif change == "child":
                gender = draw(st.sampled_from(GENDERS))
                born = draw(born_before_all(lives[ref].entries))
                known = lives[ref]
                lives[ref] = Life(Child(ref, born, gender), known.entries, known.spells)
            elif change == "notes":
                known = lives[ref]
                noted = tuple(replace(e, source=draw(some_text)) for e in known.entries)
                lives[ref] = Life(known.child, noted, known.spells)
            else:
                known = lives[ref]
                spells = tuple(draw(spells_of(entry)) for entry in known.entries)
                lives[ref] = Life(known.child, known.entries, spells)
        if not drawn or draw(st.booleans()):
            reported = draw(reports())
        submitted = {each.report_ref: each.submitted_on for each in reported}
        named = st.tuples(st.sampled_from([*submitted] or [""]), st.sampled_from([*lives] or [""]))
        links = tuple(
            Link(ref, child_ref, submitted[ref])
            for ref, child_ref in sorted(draw(st.sets(named, max_size=4)))
            if reported and lives
        )
        entries = [(ref, entry.added_on) for ref, life in lives.items() for entry in life.entries]
        for sheet in PLAIN.values():
            if sheet.record.name not in plain or draw(st.booleans()):
                others = {name: [asdict(each) for each in of] for name, of in plain.items()}
                rows = draw(rows_of(sheet, days, entries, AREA_NAMES, others=others))
                plain |= {name: tuple(of) for name, of in records_of(sheet, rows).items()}
        drawn.append(Extract(tuple(lives.values()), reported, plain, links))
    return tuple(drawn)


@st.composite
def coverages(draw: st.DrawFn, extracted_on: date) -> tuple[Coverage, ...]:
    """The days that the sheets of an import cover. Some sheets are missing, and some have gaps."""
    whole = draw(st.sets(st.sampled_from([*SHEETS])))
    spans = [
        Coverage(
            sheet,
            None
            if SHEETS[sheet].covers_all_days
            else draw(st.sampled_from([None, *(day for day in DAYS if day <= extracted_on)])),
            extracted_on,
        )
        for sheet in sorted(whole)
    ]
    for _ in range(draw(st.integers(0, 2))):
        first, last = sorted([draw(days), draw(days)])
        spans.append(Coverage("intelligence", first, last))
    return tuple(spans)


@st.composite
def decisions(draw: st.DrawFn, newest: int) -> tuple[Decision, ...]:
    """Entries in the order of recording. Some follow up another one, some rebase a trend."""
    made: list[Decision] = []
    for number in range(1, draw(st.integers(0, 4)) + 1):
        firsts = [each.decision_id for each in made if each.first_id is None]
        trend = draw(st.sampled_from([None, "Every trend", "Intelligence a day"]))
        made.append(
            Decision(
                decision_id=number,
                first_id=draw(st.sampled_from([None, *firsts])),
                state=draw(st.sampled_from(["To do", "Done", "Withdrawn"])),
                as_at=draw(days),
                data_version=draw(st.integers(1, newest)),
                text=f"Decision {number}",
                trend=trend,
                rebases_on=draw(days) if trend else None,
            )
        )
    return tuple(made)


@st.composite
def data_sets(draw: st.DrawFn) -> DataSet:
    """A whole data set: extracts, the imports that brought them, a refusal or none, decisions."""
    drawn = draw(extracts())
    dates = sorted(draw(st.lists(days, min_size=len(drawn), max_size=len(drawn))))
    rows = st.integers(0, 9)
    imports = tuple(
        Import(
            import_id=number,
            extracted_on=extracted_on,
            imported_at=datetime(2024, 5, number),  # noqa: DTZ001  (UTC, as the tables hold it)
            is_demo=draw(st.booleans()),
            files=tuple(
                ImportFile("a.xlsx", sheet, "", draw(rows), draw(rows), draw(rows), draw(rows), "")
                for sheet in draw(st.sets(st.sampled_from(["tracker", "meetings"])))
            ),
            coverage=draw(coverages(extracted_on)),
        )
        for number, extracted_on in enumerate(dates, start=1)
    )
    refusal = Refusal(datetime(2024, 5, 1), "wrong.csv", 2, "tracker, Status: 2")  # noqa: DTZ001
    refused = draw(st.sampled_from([(), (refusal,)]))
    return DataSet(drawn, imports, refused, draw(decisions(len(imports))))
