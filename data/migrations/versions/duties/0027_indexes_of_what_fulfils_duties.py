"""Indexes that hold all that the duties read of a child's entries, visits and referrals."""

from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

# Of each table: the columns of its index, and those that the index had before.
INDEXES = {
    "tracker_entry": (
        [
            *("child_ref", "added_on", "place_in_day", "known_from", "known_until", "ratified_on"),
            *("ratified_undated", "pnd_recorded_on", "pnd_undated", "handover_on"),
        ],
        ["child_ref", "added_on", "known_from"],
    ),
    "visit": (
        ["child_ref", "visited_on", "known_from", "known_until", "outcome"],
        ["child_ref", "visited_on", "known_from"],
    ),
    "referral": (
        ["child_ref", "sent_on", "known_from", "known_until", "sent_to"],
        ["child_ref", "sent_on", "known_from"],
    ),
    "nrm_referral": (
        ["child_ref", "referred_on", "known_from", "known_until", "rg", "cg"],
        ["child_ref", "referred_on", "known_from"],
    ),
}


def upgrade() -> None:
    for table, (columns, before) in INDEXES.items():
        op.drop_index(f"ix_{table}_{'_'.join(before)}", table)
        op.create_index(f"ix_{table}_child_covering", table, columns)


def downgrade() -> None:
    for table, (_, before) in INDEXES.items():
        op.drop_index(f"ix_{table}_child_covering", table)
        op.create_index(f"ix_{table}_{'_'.join(before)}", table, before)
