"""The days on which each spell counts for what is recorded about its child are worked out by imports.

They are filled when the reference files have been taken in: see `data.database.migrate`. Records are
then counted in the order of the children, so the indexes by child hold all that is counted.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import day, filled, text, versioned_table

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

CLOCKS = ("known_from", "known_until")
COVERING = ("child_ref", "until_on", "from_on", *CLOCKS, "status", "area_code", "gender")
OF_CHILD = {
    "visit": (
        ["visited_on", "known_from", "known_until", "outcome"],
        [
            "parent_or_carer",
            "safeguarding",
            "education",
            "understanding",
            "seen_alone",
            "view_recorded",
        ],
    ),
    "referral": (
        ["sent_on", *CLOCKS, "sent_to"],
        ["response", "responded_on", "outcome"],
    ),
    "nrm_referral": (
        ["referred_on", *CLOCKS, "rg", "cg"],
        ["first_responder", "rg_on", "cg_on"],
    ),
}
"""Of each table of records: what its index by child held, and what it holds besides now."""
OF_ENTRY = ["child_ref", "added_on", "place_in_day", "known_from"]
BESIDES = [
    "known_until",
    "first_visit_on",
    "first_visit_due_on",
    "visit_again_on",
    "has_exceptions",
]
ANSWERED = ["child_ref", "responded_on", *CLOCKS]


def upgrade() -> None:
    versioned_table(
        "spell_days",
        ("child_ref", "until_on"),
        {"child_covering": COVERING},
        filled(text("child_ref", 40)),
        filled(
            day(
                "until_on",
                "the first day of the child's next spell; 31 December 9999: there is none",
            )
        ),
        filled(day("from_on", "the first day; 1 January 1: there is none")),
        filled(text("status", 60, "that of the spell, as are the next two")),
        text("area_code", 40, "home area; null: unknown"),
        filled(text("gender", 10)),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name="fk_spell_days_area_code"),
        comment="One row per version of the days on which a spell counts for what is recorded about "
        "its child, written with the spells by the same import: each day of a child is in one row. "
        "It is the latest spell begun by then, even where it has ended, or the first one",
    )
    for table, (before, besides) in OF_CHILD.items():
        _replace(table, [*before, *besides])
    op.create_index(f"ix_referral_{'_'.join(ANSWERED)}", "referral", ANSWERED)
    op.drop_index(f"ix_duty_days_{'_'.join(OF_ENTRY)}", "duty_days")
    op.create_index("ix_duty_days_child_covering", "duty_days", [*OF_ENTRY, *BESIDES])


def downgrade() -> None:
    op.drop_index("ix_duty_days_child_covering", "duty_days")
    op.create_index(f"ix_duty_days_{'_'.join(OF_ENTRY)}", "duty_days", OF_ENTRY)
    op.drop_index(f"ix_referral_{'_'.join(ANSWERED)}", "referral")
    for table, (before, _) in OF_CHILD.items():
        _replace(table, before)
    op.drop_table("spell_days")


def _replace(table: str, columns: Sequence[str]) -> None:
    name = f"ix_{table}_child_covering"
    op.drop_index(name, table)
    op.create_index(name, table, ["child_ref", *columns])
