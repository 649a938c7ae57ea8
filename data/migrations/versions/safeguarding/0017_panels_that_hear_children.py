"""The panels that hear children, with their meetings, attendance, lists, toolkits and actions."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import Indexes, versioned_table

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
        sa.Column("panel", sa.String(60), nullable=False, comment="its name"),
        sa.Column(
            "district", sa.String(20), nullable=False, comment="as reference/areas.csv names it"
        ),
        sa.Column(
            "position",
            sa.Integer(),
            comment="its place in the list, from 0; null: no longer in it",
        ),
        sa.PrimaryKeyConstraint("panel", name=op.f("pk_panel")),
        comment="Panels that hear children, each of the children of one district",
    )
    _record(
        "panel_meeting",
        sa.Column("panel", sa.String(60), nullable=False, comment=PANEL),
        sa.Column(
            "planned_for",
            sa.Date(),
            nullable=False,
            comment="the day planned, which names the meeting",
        ),
        sa.Column("held_on", sa.Date(), comment="null: not held, or not yet"),
        sa.Column(
            "not_held_because",
            sa.String(30),
            comment="null: held, not yet held, or not recorded",
        ),
        sa.Column(
            "names_circulated_on", sa.Date(), comment="when members were given the children's names"
        ),
        sa.Column(
            "sergeant_attended",
            sa.String(9),
            comment="a sergeant of the County Lines team: Yes, No, Not known; null: not recorded",
        ),
        key=("panel", "planned_for"),
        comment="One row per version of a panel's meeting, planned or held",
    )
    _record(
        "panel_attendance",
        sa.Column("panel", sa.String(60), nullable=False, comment=PANEL),
        sa.Column(
            "planned_for",
            sa.Date(),
            nullable=False,
            comment="the meeting's day, as it was planned",
        ),
        sa.Column("agency", sa.String(40), nullable=False, comment=AGENCY),
        sa.Column(
            "attended",
            sa.String(12),
            nullable=False,
            comment="Yes, Deputy, Update only, Apologies …",
        ),
        key=("panel", "planned_for", "agency"),
        comment="One row per version of an agency expected at a panel's meeting",
    )
    _record(
        "toolkit",
        sa.Column("child_ref", sa.String(40), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("completed_by", sa.String(40), nullable=False, comment=AGENCY),
        sa.Column(
            "level", sa.String(12), nullable=False, comment="No concern, Low, Medium or High"
        ),
        sa.Column(
            "review_by", sa.Date(), comment="when it is to be done again; null: not recorded"
        ),
        key=("child_ref", "completed_on"),
        comment="One row per version of a toolkit, the assessment of a child's risk of exploitation",
        indexes={
            "child_covering": ("child_ref", "completed_on", "known_from", "known_until", "level")
        },
    )
    _record(
        "panel_listing",
        sa.Column("panel", sa.String(60), nullable=False, comment=PANEL),
        sa.Column(
            "listed_for",
            sa.Date(),
            nullable=False,
            comment="the meeting's day, as it was planned",
        ),
        sa.Column("child_ref", sa.String(40), nullable=False),
        sa.Column("referred_on", sa.Date(), nullable=False),
        sa.Column("heard", sa.String(9), nullable=False, comment="Yes, Deferred or Withdrawn"),
        sa.Column(
            "outcome",
            sa.String(9),
            comment="Keep open, Step up …; null: not recorded, or not heard",
        ),
        sa.Column(
            "review_on",
            sa.Date(),
            comment="when the panel hears the child again; null: not recorded",
        ),
        sa.Column("strategy_meeting_on", sa.Date()),
        sa.Column(
            "police_there",
            sa.String(9),
            comment="at the strategy meeting: Yes, No, Not known; null: not recorded",
        ),
        sa.Column(
            "strategy_outcome",
            sa.String(24),
            comment="No s47, Conference …; null: not recorded",
        ),
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
        sa.Column("action_ref", sa.String(40), nullable=False),
        sa.Column("meeting", sa.String(60), nullable=False, comment=PANEL),
        sa.Column("agreed_on", sa.Date(), nullable=False),
        sa.Column("child_ref", sa.String(40), comment="null: about no one child on the tracker"),
        sa.Column("about", sa.String(20), nullable=False, comment="Child, Group, Place …"),
        sa.Column(
            "kind",
            sa.String(20),
            nullable=False,
            comment="Safeguard, Disrupt, Education or work …",
        ),
        sa.Column("owner", sa.String(40), nullable=False, comment=AGENCY),
        sa.Column("due_on", sa.Date(), comment="null: no date was set"),
        sa.Column("closed_on", sa.Date(), comment="null: open"),
        sa.Column("result", sa.String(20), comment="Done, Partly …; null: open, or not recorded"),
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
    *columns: sa.Column[object],
    key: tuple[str, ...],
    comment: str,
    indexes: Indexes | None = None,
) -> None:
    """A versioned table, with an index by its key unless others are given."""
    by_key = (*key, "known_from")
    versioned_table(name, key, indexes or {"_".join(by_key): by_key}, *columns, comment=comment)
