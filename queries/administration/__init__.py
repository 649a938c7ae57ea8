"""Questions about the dashboard itself: imports, accounts, the access log and reference data."""

from queries.administration import access_log, accounts, imports, reference
from queries.ask import questions_of

QUESTIONS = questions_of(access_log, accounts, imports, reference)
