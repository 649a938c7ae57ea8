"""Questions about the monthly meeting: its items, its decisions and the packs issued for it."""

from queries.ask import questions_of
from queries.meeting import counts, decisions, packs

QUESTIONS = questions_of(counts, decisions, packs)
