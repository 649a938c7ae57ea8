"""Questions about the monthly meeting: what it goes through, and what was decided."""

from queries.meeting import counts, decisions, packs

QUESTIONS = (
    counts.meeting_items,
    counts.duties_open_before_18,
    counts.open_duties_before_18,
    decisions.open_decisions,
    packs.last_pack,
)
