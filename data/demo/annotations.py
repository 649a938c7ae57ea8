"""The demo's annotations of trends. The intensification week and the end of restrictions are real;
the change of practice is invented."""

from datetime import date

from data.demo.records import Record

ANNOTATIONS = tuple(
    Record(row[0], "", row)
    for row in (
        (date(2021, 7, 19), "Every trend", "Restrictions of the pandemic end in England", "No"),
        (
            date(2021, 12, 1),
            "Time on the tracker at removal",
            "Children leave only once a panel has closed their case",
            "Yes",
        ),
        (
            date(2022, 10, 3),
            "Intelligence a day",
            "Intensification week against county lines, 3 to 9 October 2022",
            "No",
        ),
    )
)
"""Rows of the sheet, each from its day on."""
