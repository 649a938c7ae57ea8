"""Criminal situations in which children of the tracker were found."""

from alembic import op

from data.migrations.record_tables import day, filled, record_table, text

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    record_table(
        "encounter",
        "encounter_ref",
        [["child_ref", "happened_on", "known_from"], ["happened_on", "known_from"]],
        filled(text("child_ref", 40)),
        filled(day("happened_on")),
        filled(text("found_by", 30, "the force that found the child")),
        filled(text("situation", 20, "Drug supply, Weapon …")),
        filled(text("treated_as", 12, "Victim, Suspect, Both, Not decided")),
        text("reason", 30, "why as a suspect; null: not given"),
        day("decided_on", "null: not recorded"),
        text("decided_by", 12, "Inspector, Custody …; null: not recorded"),
        text(
            "section_45",
            20,
            "whether the defence of section 45 of the Modern Slavery Act 2015 was considered: "
            "Yes, No, Offence excluded; null: not recorded",
        ),
        text("nrm_then", 12, "what the NRM had said by then; null: not recorded"),
        text("crime_outcome", 40, "Charged, Pending …; null: not recorded"),
        text("ppn_sent", 9, "Yes, No, Not known; null: not recorded"),
        day("strategy_meeting_on", "null: none recorded"),
        comment="One row per version of a criminal situation in which a child was found",
    )


def downgrade() -> None:
    op.drop_table("encounter")
