"""Questions about what is done for children on the tracker, one file a subject."""

from queries.ask import questions_of
from queries.safeguarding import (
    duties,
    education,
    encounters,
    missing,
    nrm,
    over_time,
    panels,
    referrals,
    searches,
    timeliness,
    visits,
)

QUESTIONS = questions_of(
    nrm,
    duties,
    education,
    encounters,
    panels,
    searches,
    visits,
    referrals,
    timeliness,
    missing,
    over_time,
)
