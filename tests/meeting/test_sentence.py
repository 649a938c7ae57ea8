"""The sentence that opens the meeting, for each kind of number."""

from __future__ import annotations

from datetime import date

import pytest

from dashboard.views.meeting.sentence import introduction, opening
from queries.filters import Period

NOTHING = dict.fromkeys(("opening", "added", "moved_in", "moved_out", "removed", "closing"), 0)


@pytest.mark.parametrize(
    ("bridge", "reached_18", "expected"),
    [
        (
            {"opening": 43, "added": 3, "removed": 4, "closing": 42},
            3,
            "42 children are on the tracker, one fewer than at the October meeting: 3 were added "
            "and 4 removed, 3 of them because they turned 18.",
        ),
        (
            {},
            0,
            "No children are on the tracker, just as at the October meeting: nobody was added "
            "or removed.",
        ),
        (
            {"added": 1, "closing": 1},
            0,
            "1 child is on the tracker, one more than at the October meeting: 1 was added.",
        ),
        (
            {"opening": 1, "removed": 1},
            1,
            "No children are on the tracker, one fewer than at the October meeting: 1 was removed, "
            "because the child turned 18.",
        ),
        (
            {"opening": 5, "removed": 2, "moved_in": 1, "moved_out": 4, "closing": 0},
            2,
            "No children are on the tracker, 5 fewer than at the October meeting: 1 moved in, 4 "
            "moved out and 2 were removed, all because they turned 18.",
        ),
        (
            {"opening": 5, "added": 2, "removed": 2, "closing": 5},
            1,
            "5 children are on the tracker, as many as at the October meeting: 2 were added and 2 "
            "removed, one of them because the child turned 18.",
        ),
    ],
)
def test_the_sentence_says_what_the_bridge_shows(
    bridge: dict[str, int], reached_18: int, expected: str
) -> None:
    assert introduction(NOTHING | bridge, reached_18, "the October meeting") == expected


def test_a_period_opens_with_a_meeting_or_with_the_end_of_a_day() -> None:
    period = Period(date(2022, 10, 28), date(2022, 11, 22))
    assert opening(period, date(2022, 10, 27)) == "the October meeting"
    assert opening(period, date(2022, 9, 29)) == "the end of 27 October 2022"
    assert opening(period, None) == "the end of 27 October 2022"
