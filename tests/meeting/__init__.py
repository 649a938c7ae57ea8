"""The monthly meeting: decisions, and what changed after a pack was issued."""
