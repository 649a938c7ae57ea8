"""Questions about the monthly meeting: its items, its decisions and the packs issued for it."""

from queries.meeting import counts, decisions, packs

QUESTIONS = (
    counts.meeting_items,
    counts.duties_open_before_18,
    counts.open_duties_before_18,
    decisions.open_decisions,
    packs.last_pack,
)
