"""Who is on the tracker, in words."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from dashboard.style import words
from dashboard.views.view import Finding, bar_marks, bars_and_table, drill_down, view, without_chart
from queries.dimensions import AREA, DISTRICT, GENDER, STATUS, Categories
from queries.filters import UNKNOWN, Filters
from queries.oversight import tracker

NO_CHILD_MATCHES = "No child on the tracker matches these filters"
# The relation of records that all these views count.
ON_TRACKER = "on_tracker"
# The columns about the area itself in an answer by area.
AREA_COLUMNS = ["area", "district", "tile_row", "tile_column"]


@view(
    tracker.children_by_age_and_gender,
    "age_pyramid",
    "Children on the tracker by age in years and gender, {as_at}",
    GENDER,
)
def ages(frame: pd.DataFrame, filters: Filters, categories: Categories) -> Finding:
    """Columns of the answer: age, gender, children."""
    ages = [UNKNOWN if pd.isna(age) else str(int(age)) for age in frame["age"]]
    genders = frame["gender"].tolist()
    counts = frame["children"].astype(int).tolist()
    by_both = dict(zip(zip(ages, genders, strict=True), counts, strict=True))
    columns = categories.ordered(genders)
    rows = {age: [by_both.get((age, gender), 0) for gender in columns] for age in ages}
    table = pd.DataFrame(
        [(age, *of_age, sum(of_age)) for age, of_age in rows.items()],
        columns=["Age", *columns, "All"],
    )
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    marks = pd.DataFrame(
        {
            "age": ages,
            "gender": genders,
            "children": counts,
            "place": [99 if age == UNKNOWN else int(age) for age in ages],
            "total": [sum(rows[age]) for age in ages],
            "drill_down": drill_down(ON_TRACKER, age=ages, gender=genders),
        }
    )
    known = [int(age) for age in rows if age != UNKNOWN]
    if not known:
        return Finding("No date of birth is recorded for any of them", marks, table)
    over_16 = sum(sum(of_age) for age, of_age in rows.items() if age != UNKNOWN and int(age) >= 16)
    total = sum(counts)
    if total == 1:
        return Finding(f"The only child is {known[0]}", marks, table)
    finding = f"{words.of_all(over_16, total, '16 or over')}; the youngest is {min(known)}"
    return Finding(finding, marks, table)


@view(tracker.children_by_status, "bars", "Children on the tracker by status, {as_at}", STATUS)
def status(frame: pd.DataFrame, filters: Filters, statuses: Categories) -> Finding:
    """Columns of the answer: status, children."""
    counts = dict(zip(frame["status"], frame["children"].astype(int), strict=True))
    shown = [s for s in statuses.shown(counts) if filters.status in (None, s) or s in counts]
    headings = STATUS.label, "Children"
    by_status = {s: counts.get(s, 0) for s in shown}
    marks, table = bars_and_table(by_status, headings, ON_TRACKER, STATUS.name)
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    total = sum(counts.values())
    open_statuses = [s for s in statuses.open() if s in statuses.listed() or s in counts]
    are = words.alternatives(list(map(words.within_sentence, open_statuses))) or "open"
    finding = words.of_all(sum(counts.get(s, 0) for s in open_statuses), total, are)
    return Finding(finding, marks, table)


@view(
    tracker.children_by_gender,
    "bars",
    "Children on the tracker by gender as recorded, {as_at}",
    GENDER,
)
def gender(frame: pd.DataFrame, filters: Filters, genders: Categories) -> Finding:
    """Columns of the answer: gender, children."""
    counts = dict(zip(frame["gender"], frame["children"].astype(int), strict=True))
    marks, table = bars_and_table(counts, (GENDER.label, "Children"), ON_TRACKER, GENDER.name)
    total = sum(counts.values())
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    if total >= 20:
        table["Share"] = [words.share(c, total) for c in table["Children"]]
    chosen = filters.gender or genders.shown(counts)[0]
    number = counts.get(chosen, 0)
    share = words.share(number, total) if 0 < number < total else ""
    in_words = genders.in_words(chosen) or f"recorded as {chosen.lower()} in gender"
    finding = words.of_all(number, total, in_words.removeprefix("are "))
    return Finding(finding + (f" ({share})" if share else ""), marks, table)


@view(
    tracker.children_by_area,
    "status_by_area",
    "Children on the tracker by home area and status, {as_at}",
    STATUS,
)
def areas(frame: pd.DataFrame, filters: Filters, statuses: Categories) -> Finding:
    """Columns of the answer: area_code, area, district, tile_row, tile_column, status, children."""
    by_area = _by_status(frame, statuses)
    if not frame["children"].sum():
        return without_chart(NO_CHILD_MATCHES, _area_table(by_area, statuses))
    shown = statuses.shown(frame["status"].dropna())
    with_total = by_area.rename(columns={"children": "total"})
    marks = with_total.melt(["area", "total"], shown, "status", "children")
    marks["drill_down"] = drill_down(ON_TRACKER, area=marks["area"], status=marks["status"])
    return Finding(_most_children(by_area), marks, _area_table(by_area, statuses))


@view(
    tracker.children_by_area,
    "tile_counts",
    "Children on the tracker in each area, {as_at}. A tile is an area, not its shape",
    STATUS,
    title="Children in each area",
)
def area_map(frame: pd.DataFrame, filters: Filters, statuses: Categories) -> Finding:
    """Columns of the answer: area_code, area, district, tile_row, tile_column, status, children."""
    by_area = _by_status(frame, statuses)
    table = _area_table(by_area, statuses)
    placed = by_area.dropna(subset=["tile_row"])
    if placed.empty:
        return without_chart(_most_children(by_area), table)
    most = max(int(placed["children"].max()), 1)
    marks = placed.assign(
        label=placed["children"].map("{:,}".format),
        lines=placed["area"].map(two_lines),
        depth=(placed["children"] * 5 // most).clip(upper=4).astype(int),
        drill_down=drill_down(ON_TRACKER, area=placed["area"]),
    )[["area", "lines", "tile_row", "tile_column", "depth", "label", "drill_down"]]
    return Finding(_most_children(by_area), marks, table)


@view(
    tracker.children_by_time_on_tracker,
    "duration",
    "Children on the tracker by time since the current entry began, {as_at}",
    STATUS,
)
def duration(frame: pd.DataFrame, filters: Filters, statuses: Categories) -> Finding:
    """Columns of the answer: duration, status (null where there is none), children."""
    order = [label for label, _, _ in tracker.DURATIONS]
    marks = frame.dropna(subset=["status"]).assign(
        place=lambda rows: rows["duration"].map(order.index),
        drill_down=lambda rows: drill_down(
            ON_TRACKER, time_on_tracker=rows["duration"], status=rows["status"]
        ),
    )
    totals = frame.groupby("duration", sort=False)["children"].sum()
    table = pd.DataFrame({"Time on the tracker": totals.index, "Children": totals.to_numpy()})
    total = int(totals.sum())
    if not total:
        return without_chart(NO_CHILD_MATCHES, table)
    a_year = int(totals.get(order[-1], 0) + totals.get(order[-2], 0))
    finding = words.of_all(a_year, total, "been on the tracker for a year or more", ("has", "have"))
    return Finding(finding, marks, table)


@view(
    tracker.children_turning_18,
    "bars",
    "Children on the tracker by how soon they turn 18, from {as_at}",
)
def turning_18(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: turns_18, children."""
    counts = dict(zip(frame["turns_18"], frame["children"].astype(int), strict=True))
    order = [*tracker.TURNING_18_SOON, tracker.TURNING_18_LATER]
    if tracker.ALREADY_18 in counts:
        order.insert(0, tracker.ALREADY_18)
    if UNKNOWN in counts:
        order.append(UNKNOWN)
    by_window = {label: counts.get(label, 0) for label in order}
    marks, table = bars_and_table(by_window, ("Turns 18", "Children"), ON_TRACKER, "turns_18")
    if frame.empty:
        return without_chart(NO_CHILD_MATCHES, table)
    soon = sum(counts.get(label, 0) for label in tracker.TURNING_18_SOON)
    by = words.day(filters.as_at + timedelta(days=tracker.SOON_DAYS))
    verb = "turns" if soon == 1 else "turn"
    finding = f"{words.sentence(words.children(soon))} {verb} 18 by {by}"
    if adults := counts.get(tracker.ALREADY_18, 0):
        are = words.are(adults)
        finding += f", and {words.number(adults)} {are} 18 already and still on the tracker"
    return Finding(finding, marks, table)


@view(
    tracker.children_by_district,
    "bars",
    "Children on the tracker by district, {as_at}, and for each 10,000 residents aged 10 to 17",
)
def districts(frame: pd.DataFrame, filters: Filters) -> Finding:
    """Columns of the answer: district, population (null where it is not known), children."""
    rates = [
        None if pd.isna(population) else round(10_000 * children / population, 1)
        for population, children in zip(frame["population"], frame["children"], strict=True)
    ]
    marks = bar_marks(
        [
            name if rate is None else f"{name} ({rate:.1f} per 10,000)"
            for name, rate in zip(frame["district"], rates, strict=True)
        ],
        frame["children"].astype(int),
        drill_down(ON_TRACKER, district=frame["district"]),
    )
    table = pd.DataFrame(
        {
            "District": frame["district"],
            "Children": frame["children"].astype(int),
            "Aged 10 to 17": frame["population"].astype("Int64"),
            "Per 10,000": rates,
        }
    )
    if frame.empty or not frame["children"].sum():
        return without_chart(NO_CHILD_MATCHES, table)
    parts = [
        _district_in_words(name, children, rate, is_of_area=bool(filters.area))
        for name, children, rate in zip(frame["district"], marks["children"], rates, strict=True)
        if children or name != UNKNOWN
    ]
    return Finding(words.sentence(words.listed(parts)), marks, table)


def _district_in_words(name: str, children: int, rate: float | None, *, is_of_area: bool) -> str:
    """The children of one district, or of one area of it, with their rate where it is known."""
    if name == UNKNOWN:
        return f"{words.children(children)} {words.have(children)} no recorded area"
    if is_of_area:
        return f"the area chosen is in the {name} and has {words.children(children)}"
    text = f"the {name} has {words.children(children)}"
    return text if rate is None else f"{text} ({rate:.1f} for each 10,000 aged 10 to 17)"


def two_lines(name: str) -> str:
    """A name with a | where breaking it leaves the longer line shortest."""
    parts = name.split(" ")
    breaks = [(" ".join(parts[:i]), " ".join(parts[i:])) for i in range(1, len(parts))]
    return "|".join(min(breaks, key=lambda pair: max(map(len, pair)), default=(name,)))


def _by_status(frame: pd.DataFrame, statuses: Categories) -> pd.DataFrame:
    """A row for each area, with a column for each status and the number of all its children."""
    by_area = frame[AREA_COLUMNS].drop_duplicates().reset_index(drop=True)
    for status in statuses.shown(frame["status"].dropna()):
        counts = frame[frame["status"] == status].groupby("area")["children"].sum()
        by_area[status] = by_area["area"].map(counts).fillna(0).astype(int)
    totals = frame.groupby("area")["children"].sum()
    return by_area.assign(children=by_area["area"].map(totals).astype(int))


def _area_table(by_area: pd.DataFrame, statuses: Categories) -> pd.DataFrame:
    counted = [column for column in map(str, by_area) if column not in (*AREA_COLUMNS, "children")]
    return pd.DataFrame(
        {
            AREA.label: by_area["area"],
            DISTRICT.label: by_area["district"],
            **{statuses.short(status): by_area[status] for status in counted},
            "Children": by_area["children"],
        }
    )


def _most_children(frame: pd.DataFrame) -> str:
    """Which areas have the most children, in a sentence."""
    if frame.empty or not frame["children"].any():
        return NO_CHILD_MATCHES
    most, total = int(frame["children"].max()), int(frame["children"].sum())
    fullest = sorted(frame[frame["children"] == most]["area"])
    names = [name for name in fullest if name != UNKNOWN] or fullest
    if names == [UNKNOWN]:
        some = words.children(total) if most == total else f"{most:,} of {total:,} children"
        return f"{some} {words.have(most)} no recorded area"
    if most == total:
        return f"{words.children(total)} {'lives' if total == 1 else 'live'} in {names[0]}"
    if len(names) > 3 and most * len(names) == total:
        return f"The {total:,} children live in {len(names)} areas, {words.number(most)} in each"
    if len(names) > 3:
        return f"{len(names)} areas have the most children, {words.number(most)} each of {total:,}"
    each = f"{most:,}" + (" each" if len(names) > 1 else "")
    return f"{words.listed(names)} {words.have(len(names))} the most children, {each} of {total:,}"
