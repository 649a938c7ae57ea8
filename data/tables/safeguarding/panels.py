"""The panels that hear children: meetings, attendance, children listed, toolkits and actions."""

from sqlalchemy import Column, Date, Index, String, text

from data.tables.versioned import answer, versioned

NOT_CLOSED_IN_TIME = text("closed_on IS NULL OR closed_on > due_on")
PANEL = "the panel, as reference/panels.csv names it"
AGENCY = "the agency, as reference/agencies.csv names it"

panel_meeting = versioned(
    "panel_meeting",
    Column("panel", String(60), nullable=False, comment=PANEL),
    Column("planned_for", Date, nullable=False, comment="the day planned, which names the meeting"),
    Column("held_on", Date, comment="null: not held, or not yet"),
    Column("not_held_because", String(30), comment="null: held, not yet held, or not recorded"),
    Column("names_circulated_on", Date, comment="when members were given the children's names"),
    answer("sergeant_attended", "a sergeant of the County Lines team"),
    Index(None, "panel", "planned_for", "known_from"),
    key=("panel", "planned_for"),
    comment="One row per version of a panel's meeting, planned or held",
)

panel_attendance = versioned(
    "panel_attendance",
    Column("panel", String(60), nullable=False, comment=PANEL),
    Column("planned_for", Date, nullable=False, comment="the meeting's day, as it was planned"),
    Column("agency", String(40), nullable=False, comment=AGENCY),
    Column("attended", String(12), nullable=False, comment="Yes, Deputy, Update only, Apologies …"),
    Index(None, "panel", "planned_for", "agency", "known_from"),
    key=("panel", "planned_for", "agency"),
    comment="One row per version of an agency expected at a panel's meeting",
)

toolkit = versioned(
    "toolkit",
    Column("child_ref", String(40), nullable=False),
    Column("completed_on", Date, nullable=False),
    Column("completed_by", String(40), nullable=False, comment=AGENCY),
    Column("level", String(12), nullable=False, comment="No concern, Low, Medium or High"),
    Column("review_by", Date, comment="when it is to be done again; null: not recorded"),
    covering={"child": ("child_ref, completed_on", "level, review_by")},
    key=("child_ref", "completed_on"),
    comment="One row per version of a toolkit, the assessment of a child's risk of exploitation",
)

panel_listing = versioned(
    "panel_listing",
    Column("panel", String(60), nullable=False, comment=PANEL),
    Column("listed_for", Date, nullable=False, comment="the meeting's day, as it was planned"),
    Column("child_ref", String(40), nullable=False),
    Column("referred_on", Date, nullable=False),
    Column("heard", String(9), nullable=False, comment="Yes, Deferred or Withdrawn"),
    Column("outcome", String(9), comment="Keep open, Step up …; null: not recorded, or not heard"),
    Column("review_on", Date, comment="when the panel hears the child again; null: not recorded"),
    Column("strategy_meeting_on", Date),
    answer("police_there", "at the strategy meeting"),
    Column("strategy_outcome", String(24), comment="No s47, Conference …; null: not recorded"),
    covering={
        "child": ("child_ref, listed_for", "heard"),
        "day": ("listed_for", "child_ref, panel, heard"),
    },
    key=("panel", "listed_for", "child_ref"),
    comment="One row per version of a child on the list of a panel's meeting",
)

panel_action = versioned(
    "panel_action",
    Column("action_ref", String(40), nullable=False),
    Column("meeting", String(60), nullable=False, comment=PANEL),
    Column("agreed_on", Date, nullable=False),
    Column("child_ref", String(40), comment="null: about no one child on the tracker"),
    Column("about", String(20), nullable=False, comment="Child, Group, Place …"),
    Column("kind", String(20), nullable=False, comment="Safeguard, Disrupt, Education or work …"),
    Column("owner", String(40), nullable=False, comment=AGENCY),
    Column("due_on", Date, comment="null: no date was set"),
    Column("closed_on", Date, comment="null: open"),
    Column("result", String(20), comment="Done, Partly …; null: open, or not recorded"),
    Index(None, "action_ref", "known_from"),
    Index(None, "child_ref"),
    # Only of those that were not closed in time.
    Index(
        "ix_panel_action_late_covering",
        "due_on",
        "known_from",
        "known_until",
        "agreed_on",
        "closed_on",
        "meeting",
        sqlite_where=NOT_CLOSED_IN_TIME,
        postgresql_where=NOT_CLOSED_IN_TIME,
    ),
    covering={
        # It holds every column that actions are counted by, so that the table need not be read.
        "day": ("agreed_on", "due_on, closed_on, meeting, owner"),
    },
    key=("action_ref",),
    comment="One row per version of an action that a panel agreed",
)
