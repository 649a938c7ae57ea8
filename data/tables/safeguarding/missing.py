"""Episodes in which children on the tracker were missing."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, String

from data.tables.versioned import versioned

missing_episode = versioned(
    "missing_episode",
    Column("episode_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("missing_from", Date, nullable=False, comment="the day from which it is counted"),
    Column("found_on", Date, comment="null: still missing"),
    Column(
        "interview_offered",
        String(9),
        comment="a return interview: Yes, No, Not known; null: not recorded",
    ),
    Column("interview_done_on", Date, comment="when the return interview was held"),
    Index(None, "child_ref", "missing_from", "known_from"),
    # It holds all that a period's records are counted by.
    Index(
        "ix_missing_episode_day_covering",
        "missing_from",
        "known_from",
        "known_until",
        "child_ref",
        "found_on",
        "interview_offered",
        "interview_done_on",
    ),
    key=("episode_ref",),
    comment="One row per version of a time at which a child was missing",
)
