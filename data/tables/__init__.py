"""Every table, in one MetaData, by subject.

Record tables are versioned. Each row carries `known_from`, the import that first brought it, and
`known_until`, the import that replaced or withdrew it (null: current). A row is therefore never
changed or deleted: a figure can always be given as it was known when a pack was issued.
"""

from data.tables.accounts import (
    PROPOSAL_STANDS_FOR,
    account,
    account_area,
    account_proposal,
    browser_session,
    sign_in_attempt,
)
from data.tables.calendar import calendar_day
from data.tables.imports import (
    coverage,
    import_file,
    import_refusal,
    import_run,
    is_undone,
    workbook_mapping,
)
from data.tables.intelligence import (
    intelligence_day,
    intelligence_link,
    intelligence_report,
)
from data.tables.log import access_event, access_log_head
from data.tables.meeting import (
    agreement,
    agreement_area,
    annotation,
    area_issue,
    area_issue_beside,
    area_issue_figure,
    decision,
    pack_issue,
)
from data.tables.reference import (
    area,
    area_version,
    finder,
    first_responder,
    gender,
    local_authority,
    panel,
    referral_agency,
    status,
)
from data.tables.releases import area_release, area_release_cell
from data.tables.retention import retention_run, retired_reference
from data.tables.rollout import nsd_stage
from data.tables.safeguarding import (
    daily_search,
    daily_search_child,
    duty_standard,
    education,
    encounter,
    missing_episode,
    not_applicable,
    nrm_referral,
    panel_action,
    panel_attendance,
    panel_listing,
    panel_meeting,
    referral,
    sca_referral,
    toolkit,
    visit,
)
from data.tables.tracker import (
    AGE_BANDS_FROM,
    ENDS,
    child,
    tracker_entry,
    tracker_meeting,
    tracker_month,
    tracker_spell,
)
from data.tables.versioned import clocks, key_of, metadata, record_tables, versioned

__all__ = [
    "AGE_BANDS_FROM",
    "ENDS",
    "PROPOSAL_STANDS_FOR",
    "access_event",
    "access_log_head",
    "account",
    "account_area",
    "account_proposal",
    "agreement",
    "agreement_area",
    "annotation",
    "area",
    "area_issue",
    "area_issue_beside",
    "area_issue_figure",
    "area_release",
    "area_release_cell",
    "area_version",
    "browser_session",
    "calendar_day",
    "child",
    "clocks",
    "coverage",
    "daily_search",
    "daily_search_child",
    "decision",
    "duty_standard",
    "education",
    "encounter",
    "finder",
    "first_responder",
    "gender",
    "import_file",
    "import_refusal",
    "import_run",
    "intelligence_day",
    "intelligence_link",
    "intelligence_report",
    "is_undone",
    "key_of",
    "local_authority",
    "metadata",
    "missing_episode",
    "not_applicable",
    "nrm_referral",
    "nsd_stage",
    "pack_issue",
    "panel",
    "panel_action",
    "panel_attendance",
    "panel_listing",
    "panel_meeting",
    "record_tables",
    "referral",
    "referral_agency",
    "retention_run",
    "retired_reference",
    "sca_referral",
    "sign_in_attempt",
    "status",
    "toolkit",
    "tracker_entry",
    "tracker_meeting",
    "tracker_month",
    "tracker_spell",
    "versioned",
    "visit",
    "workbook_mapping",
]
