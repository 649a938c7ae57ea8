"""Questions about what is done for children on the tracker, one file a subject."""

from queries.ask import questions_of
from queries.safeguarding import (
    duties,
    education,
    encounters,
    missing,
    over_time,
    panels,
    searches,
    visits,
)
from queries.safeguarding.referring import nrm, referrals, timeliness

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
