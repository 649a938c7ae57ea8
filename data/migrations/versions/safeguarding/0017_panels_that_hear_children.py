"""The panels that hear children, with their meetings, attendance, lists, toolkits and actions."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import Indexes, day, filled, number, text, versioned_table

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

PANEL = "the panel, as reference/panels.csv names it"
AGENCY = "the agency, as reference/agencies.csv names it"
RECORDS = ("panel_action", "panel_attendance", "panel_listing", "panel_meeting", "toolkit")


def upgrade() -> None:
    op.create_table(
        "panel",
        filled(text("panel", 60, "its name")),
        filled(text("district", 20, "as reference/areas.csv names it")),
        number("position", "its place in the list, from 0; null: no longer in it"),
        sa.PrimaryKeyConstraint("panel", name=op.f("pk_panel")),
        comment="Panels that hear children, each of the children of one district",
    )
    _record(
        "panel_meeting",
        filled(text("panel", 60, PANEL)),
        filled(day("planned_for", "the day planned, which names the meeting")),
        day("held_on", "null: not held, or not yet"),
        text("not_held_because", 30, "null: held, not yet held, or not recorded"),
        day("names_circulated_on", "when members were given the children's names"),
        text(
            "sergeant_attended",
            9,
            "a sergeant of the County Lines team: Yes, No, Not known; null: not recorded",
        ),
        key=("panel", "planned_for"),
        comment="One row per version of a panel's meeting, planned or held",
    )
    _record(
        "panel_attendance",
        filled(text("panel", 60, PANEL)),
        filled(day("planned_for", "the meeting's day, as it was planned")),
        filled(text("agency", 40, AGENCY)),
        filled(text("attended", 12, "Yes, Deputy, Update only, Apologies …")),
        key=("panel", "planned_for", "agency"),
        comment="One row per version of an agency expected at a panel's meeting",
    )
    _record(
        "toolkit",
        filled(text("child_ref", 40)),
        filled(day("completed_on")),
        filled(text("completed_by", 40, AGENCY)),
        filled(text("level", 12, "No concern, Low, Medium or High")),
        day("review_by", "when it is to be done again; null: not recorded"),
        key=("child_ref", "completed_on"),
        comment="One row per version of a toolkit, the assessment of a child's risk of exploitation",
        indexes={
            "child_covering": ("child_ref", "completed_on", "known_from", "known_until", "level")
        },
    )
    _record(
        "panel_listing",
        filled(text("panel", 60, PANEL)),
        filled(day("listed_for", "the meeting's day, as it was planned")),
        filled(text("child_ref", 40)),
        filled(day("referred_on")),
        filled(text("heard", 9, "Yes, Deferred or Withdrawn")),
        text("outcome", 9, "Keep open, Step up …; null: not recorded, or not heard"),
        day("review_on", "when the panel hears the child again; null: not recorded"),
        day("strategy_meeting_on"),
        text("police_there", 9, "at the strategy meeting: Yes, No, Not known; null: not recorded"),
        text("strategy_outcome", 24, "No s47, Conference …; null: not recorded"),
        key=("panel", "listed_for", "child_ref"),
        comment="One row per version of a child on the list of a panel's meeting",
        indexes={
            "child_covering": ("child_ref", "listed_for", "known_from", "known_until", "heard"),
            "day_covering": (
                "listed_for",
                "known_from",
                "known_until",
                "child_ref",
                "panel",
                "heard",
            ),
        },
    )
    _record(
        "panel_action",
        filled(text("action_ref", 40)),
        filled(text("meeting", 60, PANEL)),
        filled(day("agreed_on")),
        text("child_ref", 40, "null: about no one child on the tracker"),
        filled(text("about", 20, "Child, Group, Place …")),
        filled(text("kind", 20, "Safeguard, Disrupt, Education or work …")),
        filled(text("owner", 40, AGENCY)),
        day("due_on", "null: no date was set"),
        day("closed_on", "null: open"),
        text("result", 20, "Done, Partly …; null: open, or not recorded"),
        key=("action_ref",),
        comment="One row per version of an action that a panel agreed",
        indexes={
            "action_ref_known_from": ("action_ref", "known_from"),
            "child_ref": ("child_ref",),
        },
    )
    # The spell that a child was in on the day of a record is looked up for each record.
    op.create_index(
        "ix_tracker_spell_child_covering",
        "tracker_spell",
        ["child_ref", "starts_on", "place_in_day", "known_from", "known_until"],
    )


def downgrade() -> None:
    op.drop_index("ix_tracker_spell_child_covering", "tracker_spell")
    for table in (*RECORDS, "panel"):
        op.drop_table(table)


def _record(
    name: str,
    *columns: sa.schema.SchemaItem,
    key: tuple[str, ...],
    comment: str,
    indexes: Indexes | None = None,
) -> None:
    """A versioned table, with an index by its key unless others are given."""
    by_key = (*key, "known_from")
    versioned_table(name, key, indexes or {"_".join(by_key): by_key}, *columns, comment=comment)
