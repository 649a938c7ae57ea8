"""Imports, reference tables, and the versioned records of the tracker and of intelligence."""

import sqlalchemy as sa
from alembic import op

from data.migrations.record_tables import (
    clock_constraints,
    clocks,
    day,
    filled,
    long_text,
    moment,
    number,
    text,
    yes_or_no,
)

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_refusal",
        filled(number("refusal_id")),
        filled(moment("refused_at", "when, in UTC")),
        filled(long_text("files", "the files' names, without their folders")),
        filled(number("problems", "how many problems were found in all")),
        filled(
            long_text(
                "summary", "sheet, column, remedy and count of each kind of problem, never a value"
            )
        ),
        sa.PrimaryKeyConstraint("refusal_id", name=op.f("pk_import_refusal")),
        comment="One row per import that was refused whole: what was wrong, without the data",
    )
    op.create_table(
        "import_run",
        filled(number("import_id", "rises by one an import: the data version")),
        filled(day("extracted_on", "the date the extract speaks of")),
        filled(moment("imported_at", "when it was imported, in UTC")),
        filled(yes_or_no("is_demo", "whether it brought invented data")),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_run")),
        comment="One row per import: what was loaded, together, in one transaction",
    )
    op.create_table(
        "local_authority",
        filled(text("code", 12, "ONS code")),
        filled(text("name", 80)),
        filled(text("district", 20, "City or County")),
        number("population_10_17", "residents aged 10 to 17, ONS mid-2020"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_local_authority")),
        comment="Local authorities: what rates are worked out by",
    )
    op.create_table(
        "area",
        filled(text("code", 40, "short name, as used in addresses")),
        filled(text("name", 80)),
        filled(text("district", 20, "City or County")),
        filled(text("local_authority", 12)),
        filled(number("tile_row", "its place on the tile map, from 0")),
        filled(number("tile_column", "its place on the tile map, from 0")),
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
        filled(text("child_ref", 40, "tracker reference; never a name")),
        day("date_of_birth", "null: unknown"),
        filled(text("gender", 10, "Male, Female, Other or Unknown")),
        *clock_constraints("child"),
        comment="One row per version of a child who is or was on the tracker. Key: child_ref",
    )
    op.create_index("ix_child_child_ref_known_from", "child", ["child_ref", "known_from"])

    op.create_table(
        "import_file",
        filled(number("file_id")),
        filled(number("import_id", "its import")),
        filled(text("file", 255, "the file's name, without its folder")),
        filled(text("sha256", 64, "fingerprint of the file")),
        filled(text("sheet", 40, "tracker, changes, intelligence …")),
        filled(number("rows_read", "rows in the sheet")),
        filled(number("rows_new", "records not known before")),
        filled(number("rows_changed", "records known with other content")),
        filled(number("rows_withdrawn", "records known, now gone")),
        filled(long_text("notices", "what was ignored or unusual, a line each")),
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
        filled(text("report_ref", 40)),
        filled(text("child_ref", 40)),
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
        filled(text("child_ref", 40)),
        filled(day("added_on", "the first day on the tracker")),
        day("removed_on", "the first day no longer on it; null: still on it"),
        text("removal_reason", 60, "null: not removed, or not stated"),
        long_text("source", "who brought the child to notice; free text"),
        day("proposed_on", "when proposed for the tracker"),
        day("ratified_on", "when a monthly meeting ratified it"),
        long_text("county_line", "the line, as free text"),
        day("pnd_recorded_on", "when recorded on the Police National Database"),
        long_text("pnd_line", "the identified line, or the generic one for children"),
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
        filled(day("held_on")),
        long_text("chair"),
        long_text("shared_with_partners", "when, or whether, it was shared: as stated"),
        *clock_constraints("tracker_meeting"),
        comment="One row per version of a monthly tracker meeting. Key: held_on",
    )
    op.create_index(
        "ix_tracker_meeting_held_on_known_from", "tracker_meeting", ["held_on", "known_from"]
    )

    op.create_table(
        "intelligence_day",
        *clocks(),
        filled(day("submitted_on")),
        filled(text("flag", 60)),
        text("area_code", 40, "null: no area given"),
        filled(number("reports", "reports that day, never 0")),
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
        filled(text("report_ref", 40)),
        filled(day("submitted_on")),
        filled(text("flag", 60, "'County Lines' is counted; may be empty")),
        text("area_code", 40, "null: no area given"),
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
        filled(text("area_code", 40)),
        filled(text("stage", 20, "Not started, Planned, Preparing, Live")),
        filled(day("from_on", "the first day at this stage")),
        day("target_on", "when it is meant to be live"),
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
        filled(text("child_ref", 40)),
        filled(day("added_on", "its entry's first day")),
        filled(day("starts_on", "the first day of this status and area")),
        day("ends_on", "the first day no longer so; null: still so"),
        filled(text("status", 60)),
        text("area_code", 40, "home area; null: unknown"),
        filled(
            yes_or_no(
                "is_stated",
                "true: from the changes sheet; false: worked out from successive extracts",
            )
        ),
        number("born", "date of birth as yyyymmdd, for ages; null: unknown"),
        filled(text("gender", 10)),
        filled(yes_or_no("is_first", "whether its entry begins with it")),
        filled(yes_or_no("is_last", "whether its entry ends with it")),
        text("previous_status", 60, "of the spell before it in its entry"),
        text("previous_area_code", 40, "of the spell before it in its entry"),
        text("removal_reason", 60, "of its entry, on the last spell only"),
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
