"""A force with recognisable small counts, and releases made from it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine, delete, make_url

from dashboard.answers import releases
from data.accounts import By
from data.clock import utc_now
from data.database import reading_engine
from data.reference_files import REFERENCE
from data.sharing import agreements
from data.tables import account_area
from queries.disclosure.layout import Layout, MonthCounts, Published
from tests.invented.data_set import DataSet, Extract, Life
from tests.invented.records import Child, Coverage, Entry, Import, Spell, Stage

OPEN = "Open to the County Lines team"
ADDED_ON = date(2021, 3, 10)
# This threshold hides Gedling's 137 and Ashfield's 163. No other number contains their digits.
THRESHOLD = 200
CANARIES = ("137", "163")
Areas = dict[str | None, int]
AREAS: Areas = {"gedling": 137, "ashfield": 163, "city-central": 211, None: 7}
FIRST, SECOND = date(2022, 1, 31), date(2022, 2, 28)
STAGES = (
    Stage("gedling", date(2021, 10, 4), "Live", None),
    Stage("ashfield", date(2021, 6, 1), "Planned", date(2021, 12, 1)),
)


def lives(number: int, area: str | None) -> Iterator[Life]:
    """This many children of an area, who were added and not removed."""
    for place in range(number):
        ref = f"{area}-{place}"
        yield Life(
            Child(ref, date(2007, 5, 1), "Male"),
            (Entry(ref, ADDED_ON, None, None, None, None, None, None, None, None),),
            ((Spell(ref, ADDED_ON, ADDED_ON, OPEN, area),),),
        )


def force(areas: Areas, *corrected: Areas) -> DataSet:
    """A force with these children by area. Each of `corrected` is a further extract that corrects
    it."""
    by_extract = (areas, *(corrected or (areas,)))
    extracts = tuple(
        Extract(
            tuple(life for area, n in of.items() for life in lives(n, area)),
            (),
            {"nsd_stage": STAGES},
        )
        for of in by_extract
    )
    imports = tuple(
        Import(
            number,
            on,
            datetime(2022, 3, number),  # noqa: DTZ001
            is_demo=False,
            files=(),
            coverage=tuple(Coverage(sheet, None, on) for sheet in ("tracker", "nsd_stages")),
        )
        for number, on in enumerate((FIRST, SECOND, date(2022, 3, 31))[: len(by_extract)], start=1)
    )
    return DataSet(extracts, imports, ())


def give_agreement(
    engine: Engine,
    username: str,
    areas: list[str],
    *,
    reference: str = "ISA 1",
    signed_on: date = date(2022, 1, 1),
    ends_on: date | None = None,
) -> int:
    """Give an account an agreement, which two people have made. Without a last day, it ends in a
    year."""
    number = agreements.propose(
        engine,
        username,
        reference=reference,
        agency="Social care",
        signed_on=signed_on,
        ends_on=ends_on or utc_now().date() + timedelta(days=365),
        areas=areas,
        agencies=agreements.agencies_of(REFERENCE),
        by=By("one", "administrator", "test"),
    )
    agreements.approve(engine, number, by=By("another", "inspector", "test"))
    return number


def without_areas(engine: Engine, username: str) -> None:
    """Take the areas from an account, as the end of an area does. No form or command leaves an
    attendee without one."""
    with engine.begin() as connection:
        connection.execute(delete(account_area).where(account_area.c.username == username))


def hide_small(
    months: Sequence[MonthCounts],
    layout: Layout,
    already: Sequence[Published] = (),
    **_: object,
) -> list[Published]:
    """Replaces `publish`, which has its own tests: only primary suppression is applied."""
    return [
        *already,
        *(
            Published(
                month.month_end,
                {cell: None if 0 < n < layout.threshold else n for cell, n in month.counts.items()},
            )
            for month in months[len(already) :]
        ),
    ]


def withhold_all(
    months: Sequence[MonthCounts],
    layout: Layout,
    already: Sequence[Published] = (),
    **_: object,
) -> list[Published]:
    """Replaces `publish`: every release is withheld."""
    return [
        *already,
        *(
            Published(month.month_end, dict.fromkeys(layout.cells()), "Withheld: the audit failed.")
            for month in months[len(already) :]
        ),
    ]


@contextmanager
def publishing_by(publish: object) -> Iterator[None]:
    """Within this context, `how` makes the releases."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releases, "publish", publish)
        yield


def write_and_release(
    data: DataSet, writing: Engine, publish: object = hide_small, threshold: int = THRESHOLD
) -> int:
    """Load the data and make its releases; returns how many were made."""
    data.write(writing)
    return make_releases(writing, len(data.imports), publish, threshold)


def make_releases(
    writing: Engine, version: int, publish: object = hide_small, threshold: int = 5
) -> int:
    """Make the releases that are due by the imports up to a version."""
    reading = reading_engine(make_url(writing.url).render_as_string(hide_password=False))
    try:
        with publishing_by(publish):
            return releases.make_missing(reading, writing, version, threshold)
    finally:
        reading.dispose()
