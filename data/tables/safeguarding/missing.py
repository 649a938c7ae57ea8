"""Episodes in which children on the tracker were missing."""

from sqlalchemy import Column, Date, String

from data.tables.versioned import answer, of_a_period, versioned

missing_episode = versioned(
    "missing_episode",
    Column("episode_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("missing_from", Date, nullable=False, comment="the day from which it is counted"),
    Column("found_on", Date, comment="null: still missing"),
    answer("interview_offered", "a return interview"),
    Column("interview_done_on", Date, comment="when the return interview was held"),
    covering=of_a_period("missing_from", "found_on, interview_offered, interview_done_on"),
    key=("episode_ref",),
    comment="One row per version of a time at which a child was missing",
)
