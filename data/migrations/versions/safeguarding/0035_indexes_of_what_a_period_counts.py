"""Indexes that hold all that the records of a period are counted by."""

from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

DAYS = {
    "visit": [
        "visited_on",
        "outcome",
        "parent_or_carer",
        "safeguarding",
        "education",
        "understanding",
        "seen_alone",
        "view_recorded",
    ],
    "referral": ["sent_on", "sent_to", "response", "responded_on", "outcome"],
    "nrm_referral": ["referred_on", "first_responder", "rg", "rg_on", "cg", "cg_on"],
    "encounter": [
        "happened_on",
        "found_by",
        "situation",
        "treated_as",
        "reason",
        "decided_on",
        "section_45",
    ],
    "missing_episode": ["missing_from", "found_on", "interview_offered", "interview_done_on"],
}
"""Of each table of records: the day, and what is counted besides the child."""
CLOCKS_AND_CHILD = ["known_from", "known_until", "child_ref"]
ENTRY = [
    *("child_ref", "added_on", "place_in_day", "known_from", "known_until", "ratified_on"),
    *("ratified_undated", "pnd_recorded_on", "pnd_undated", "handover_on"),
]


def upgrade() -> None:
    for table, (day, *counted) in DAYS.items():
        op.drop_index(f"ix_{table}_{day}_known_from", table)
        op.create_index(f"ix_{table}_day_covering", table, [day, *CLOCKS_AND_CHILD, *counted])
    op.create_index("ix_referral_answer_covering", "referral", ["responded_on", *CLOCKS_AND_CHILD])
    op.drop_index("ix_tracker_entry_child_covering", "tracker_entry")
    op.create_index("ix_tracker_entry_child_covering", "tracker_entry", [*ENTRY, "removed_on"])


def downgrade() -> None:
    op.drop_index("ix_tracker_entry_child_covering", "tracker_entry")
    op.create_index("ix_tracker_entry_child_covering", "tracker_entry", ENTRY)
    op.drop_index("ix_referral_answer_covering", "referral")
    for table, (day, *_) in DAYS.items():
        op.drop_index(f"ix_{table}_day_covering", table)
        op.create_index(f"ix_{table}_{day}_known_from", table, [day, "known_from"])
