"""Questions about the monthly meeting: what it goes through, and what was decided."""

from queries.meeting import counts

QUESTIONS = (counts.meeting_items, counts.open_duties_before_18)
