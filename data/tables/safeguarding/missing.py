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
    Index(None, "missing_from", "known_from"),
    key=("episode_ref",),
    comment="One row per version of a time at which a child was missing",
)
