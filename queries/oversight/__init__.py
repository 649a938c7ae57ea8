"""Questions about the tracker, its movement, intelligence, and the NSD rollout."""

from queries.ask import questions_of
from queries.oversight import (
    intelligence,
    movement,
    over_time,
    records,
    rollout,
    sheet_rows,
    tracker,
)

QUESTIONS = questions_of(intelligence, movement, over_time, records, sheet_rows, rollout, tracker)
