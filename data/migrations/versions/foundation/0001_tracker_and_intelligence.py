"""Imports, reference tables, and the versioned records of the tracker and of intelligence."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import clock_constraints, clocks

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_refusal",
        sa.Column("refusal_id", sa.Integer(), nullable=False),
        sa.Column("refused_at", sa.DateTime(), nullable=False, comment="when, in UTC"),
        sa.Column(
            "files", sa.Text(), nullable=False, comment="the files' names, without their folders"
        ),
        sa.Column(
            "problems", sa.Integer(), nullable=False, comment="how many problems were found in all"
        ),
        sa.Column(
            "summary",
            sa.Text(),
            nullable=False,
            comment="sheet, column, remedy and count of each kind of problem, never a value",
        ),
        sa.PrimaryKeyConstraint("refusal_id", name=op.f("pk_import_refusal")),
        comment="One row per import that was refused whole: what was wrong, without the data",
    )
    op.create_table(
        "import_run",
        sa.Column(
            "import_id",
            sa.Integer(),
            nullable=False,
            comment="rises by one an import: the data version",
        ),
        sa.Column(
            "extracted_on", sa.Date(), nullable=False, comment="the date the extract speaks of"
        ),
        sa.Column(
            "imported_at", sa.DateTime(), nullable=False, comment="when it was imported, in UTC"
        ),
        sa.Column(
            "is_demo", sa.Boolean(), nullable=False, comment="whether it brought invented data"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_run")),
        comment="One row per import: what was loaded, together, in one transaction",
    )
    op.create_table(
        "local_authority",
        sa.Column("code", sa.String(length=12), nullable=False, comment="ONS code"),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False, comment="City or County"),
        sa.Column(
            "population_10_17",
            sa.Integer(),
            comment="residents aged 10 to 17, ONS mid-2020",
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_authority")),
        comment="Local authorities: what rates are worked out by",
    )
    op.create_table(
        "area",
        sa.Column(
            "code", sa.String(length=40), nullable=False, comment="short name, as used in addresses"
        ),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("district", sa.String(length=20), nullable=False, comment="City or County"),
        sa.Column("local_authority", sa.String(length=12), nullable=False),
        sa.Column(
            "tile_row", sa.Integer(), nullable=False, comment="its place on the tile map, from 0"
        ),
        sa.Column(
            "tile_column", sa.Integer(), nullable=False, comment="its place on the tile map, from 0"
        ),
        sa.ForeignKeyConstraint(
            ["local_authority"], ["local_authority.code"], name=op.f("fk_area_local_authority")
        ),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_area")),
        sa.UniqueConstraint("name", name=op.f("uq_area_name")),
        comment="Neighbourhood Policing Areas",
    )
    op.create_table(
        "child",
        *clocks(),
        sa.Column(
            "child_ref",
            sa.String(length=40),
            nullable=False,
            comment="tracker reference; never a name",
        ),
        sa.Column("date_of_birth", sa.Date(), comment="null: unknown"),
        sa.Column(
            "gender", sa.String(length=10), nullable=False, comment="Male, Female, Other or Unknown"
        ),
        *clock_constraints("child"),
        comment="One row per version of a child who is or was on the tracker. Key: child_ref",
    )
    op.create_index("ix_child_child_ref_known_from", "child", ["child_ref", "known_from"])

    op.create_table(
        "import_file",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False, comment="its import"),
        sa.Column(
            "file",
            sa.String(length=255),
            nullable=False,
            comment="the file's name, without its folder",
        ),
        sa.Column(
            "sha256", sa.String(length=64), nullable=False, comment="fingerprint of the file"
        ),
        sa.Column(
            "sheet",
            sa.String(length=40),
            nullable=False,
            comment="tracker, changes, intelligence …",
        ),
        sa.Column("rows_read", sa.Integer(), nullable=False, comment="rows in the sheet"),
        sa.Column("rows_new", sa.Integer(), nullable=False, comment="records not known before"),
        sa.Column(
            "rows_changed", sa.Integer(), nullable=False, comment="records known with other content"
        ),
        sa.Column(
            "rows_withdrawn", sa.Integer(), nullable=False, comment="records known, now gone"
        ),
        sa.Column(
            "notices", sa.Text(), nullable=False, comment="what was ignored or unusual, a line each"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import_run.import_id"], name=op.f("fk_import_file_import_id")
        ),
        sa.PrimaryKeyConstraint("file_id", name=op.f("pk_import_file")),
        comment="One row per sheet of an import: where it came from and what it changed",
    )
    op.create_index("ix_import_file_import_id", "import_file", ["import_id"])
    op.create_index("ix_import_file_sha256", "import_file", ["sha256"])

    op.create_table(
        "intelligence_link",
        *clocks(),
        sa.Column("report_ref", sa.String(length=40), nullable=False),
        sa.Column("child_ref", sa.String(length=40), nullable=False),
        *clock_constraints("intelligence_link"),
        comment="One row per version of a child named in a report. Key: report_ref, child_ref",
    )
    op.create_index("ix_intelligence_link_child_ref", "intelligence_link", ["child_ref"])
    op.create_index(
        "ix_intelligence_link_report_ref_child_ref_known_from",
        "intelligence_link",
        ["report_ref", "child_ref", "known_from"],
    )

    op.create_table(
        "tracker_entry",
        *clocks(),
        sa.Column("child_ref", sa.String(length=40), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False, comment="the first day on the tracker"),
        sa.Column(
            "removed_on",
            sa.Date(),
            comment="the first day no longer on it; null: still on it",
        ),
        sa.Column(
            "removal_reason",
            sa.String(length=60),
            comment="null: not removed, or not stated",
        ),
        sa.Column("source", sa.Text(), comment="who brought the child to notice; free text"),
        sa.Column("proposed_on", sa.Date(), comment="when proposed for the tracker"),
        sa.Column("ratified_on", sa.Date(), comment="when a monthly meeting ratified it"),
        sa.Column("county_line", sa.Text(), comment="the line, as free text"),
        sa.Column(
            "pnd_recorded_on",
            sa.Date(),
            comment="when recorded on the Police National Database",
        ),
        sa.Column(
            "pnd_line",
            sa.Text(),
            comment="the identified line, or the generic one for children",
        ),
        *clock_constraints("tracker_entry"),
        comment="One row per version of a child's time on the tracker. Key: child_ref, added_on",
    )
    op.create_index(
        "ix_tracker_entry_child_ref_added_on_known_from",
        "tracker_entry",
        ["child_ref", "added_on", "known_from"],
    )

    op.create_table(
        "tracker_meeting",
        *clocks(),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("chair", sa.Text(), nullable=True),
        sa.Column(
            "shared_with_partners",
            sa.Text(),
            comment="when, or whether, it was shared: as stated",
        ),
        *clock_constraints("tracker_meeting"),
        comment="One row per version of a monthly tracker meeting. Key: held_on",
    )
    op.create_index(
        "ix_tracker_meeting_held_on_known_from", "tracker_meeting", ["held_on", "known_from"]
    )

    op.create_table(
        "intelligence_day",
        *clocks(),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column("flag", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=40), comment="null: no area given"),
        sa.Column("reports", sa.Integer(), nullable=False, comment="reports that day, never 0"),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_intelligence_day_area_code")
        ),
        *clock_constraints("intelligence_day"),
        comment="Reports counted by day, flag and area, written with the reports by the same import. Key: submitted_on, flag, area_code",
    )
    op.create_index(
        "ix_intelligence_day_submitted_on_flag_area_code_known_from",
        "intelligence_day",
        ["submitted_on", "flag", "area_code", "known_from"],
    )

    op.create_table(
        "intelligence_report",
        *clocks(),
        sa.Column("report_ref", sa.String(length=40), nullable=False),
        sa.Column("submitted_on", sa.Date(), nullable=False),
        sa.Column(
            "flag",
            sa.String(length=60),
            nullable=False,
            comment="'County Lines' is counted; may be empty",
        ),
        sa.Column("area_code", sa.String(length=40), comment="null: no area given"),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_intelligence_report_area_code")
        ),
        sa.ForeignKeyConstraint(
            ["known_from"], ["import_run.import_id"], name=op.f("fk_intelligence_report_known_from")
        ),
        sa.ForeignKeyConstraint(
            ["known_until"],
            ["import_run.import_id"],
            name=op.f("fk_intelligence_report_known_until"),
        ),
        sa.PrimaryKeyConstraint("version_id", name=op.f("pk_intelligence_report")),
        comment="One row per version of an intelligence report. Key: report_ref",
    )
    op.create_index(
        "ix_intelligence_report_report_ref_known_from",
        "intelligence_report",
        ["report_ref", "known_from"],
    )
    op.create_index("ix_intelligence_report_submitted_on", "intelligence_report", ["submitted_on"])

    op.create_table(
        "nsd_stage",
        *clocks(),
        sa.Column("area_code", sa.String(length=40), nullable=False),
        sa.Column(
            "stage",
            sa.String(length=20),
            nullable=False,
            comment="Not started, Planned, Preparing, Live",
        ),
        sa.Column("from_on", sa.Date(), nullable=False, comment="the first day at this stage"),
        sa.Column("target_on", sa.Date(), comment="when it is meant to be live"),
        sa.ForeignKeyConstraint(["area_code"], ["area.code"], name=op.f("fk_nsd_stage_area_code")),
        *clock_constraints("nsd_stage"),
        comment="One row per version of a stage of the NSD rollout. Key: area_code, from_on",
    )
    op.create_index(
        "ix_nsd_stage_area_code_from_on_known_from",
        "nsd_stage",
        ["area_code", "from_on", "known_from"],
    )

    op.create_table(
        "tracker_spell",
        *clocks(),
        sa.Column("child_ref", sa.String(length=40), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False, comment="its entry's first day"),
        sa.Column(
            "starts_on", sa.Date(), nullable=False, comment="the first day of this status and area"
        ),
        sa.Column(
            "ends_on",
            sa.Date(),
            comment="the first day no longer so; null: still so",
        ),
        sa.Column("status", sa.String(length=60), nullable=False),
        sa.Column("area_code", sa.String(length=40), comment="home area; null: unknown"),
        sa.Column(
            "is_stated",
            sa.Boolean(),
            nullable=False,
            comment="true: from the changes sheet; false: worked out from successive extracts",
        ),
        sa.Column(
            "born",
            sa.Integer(),
            comment="date of birth as yyyymmdd, for ages; null: unknown",
        ),
        sa.Column("gender", sa.String(length=10), nullable=False),
        sa.Column(
            "is_first", sa.Boolean(), nullable=False, comment="whether its entry begins with it"
        ),
        sa.Column(
            "is_last", sa.Boolean(), nullable=False, comment="whether its entry ends with it"
        ),
        sa.Column(
            "previous_status",
            sa.String(length=60),
            comment="of the spell before it in its entry",
        ),
        sa.Column(
            "previous_area_code",
            sa.String(length=40),
            comment="of the spell before it in its entry",
        ),
        sa.Column(
            "removal_reason",
            sa.String(length=60),
            comment="of its entry, on the last spell only",
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on >= starts_on",
            name=op.f("ck_tracker_spell_ends_after_start"),
        ),
        sa.ForeignKeyConstraint(
            ["area_code"], ["area.code"], name=op.f("fk_tracker_spell_area_code")
        ),
        *clock_constraints("tracker_spell"),
        comment="One row per version of an unbroken status and area within an entry. Key: child_ref, added_on, starts_on",
    )
    op.create_index(
        "ix_tracker_spell_child_ref_added_on_starts_on_known_from",
        "tracker_spell",
        ["child_ref", "added_on", "starts_on", "known_from"],
    )


def downgrade() -> None:
    for table in (
        "tracker_spell",
        "nsd_stage",
        "intelligence_report",
        "intelligence_day",
        "tracker_meeting",
        "tracker_entry",
        "intelligence_link",
        "import_file",
        "child",
        "area",
        "local_authority",
        "import_run",
        "import_refusal",
    ):
        op.drop_table(table)
