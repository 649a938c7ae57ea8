"""Episodes in which children on the tracker were missing."""

from sqlalchemy import Column, Date, String

from data.tables.versioned import answer, versioned

COUNTED_BY = "found_on, interview_offered, interview_done_on"

missing_episode = versioned(
    "missing_episode",
    Column("episode_ref", String(40), nullable=False),
    Column("child_ref", String(40), nullable=False),
    Column("missing_from", Date, nullable=False, comment="the day from which it is counted"),
    Column("found_on", Date, comment="null: still missing"),
    answer("interview_offered", "a return interview"),
    Column("interview_done_on", Date, comment="when the return interview was held"),
    covering={
        # Each holds all that a period's records are counted by: with filters, and without.
        "child": ("child_ref, missing_from", COUNTED_BY),
        "day": ("missing_from", f"child_ref, {COUNTED_BY}"),
    },
    key=("episode_ref",),
    comment="One row per version of a time at which a child was missing",
)
