"""Every table, in one MetaData, by subject.

Record tables are versioned. Each row has `known_from`, the import that brought it, and
`known_until`, the import that replaced or withdrew it (null: current). Nothing else of a row is
changed, and no row is deleted, so a figure can always be given as it was known at an import.
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
    imports_in_force,
    is_undone,
    workbook_mapping,
)
from data.tables.intelligence import (
    COUNTY_LINES,
    intelligence_day,
    intelligence_link,
    intelligence_report,
)
from data.tables.log import access_event, access_log_head
from data.tables.meeting.agreements import (
    agreement,
    agreement_area,
    area_issue,
    area_issue_beside,
    area_issue_figure,
)
from data.tables.meeting.annotations import annotation
from data.tables.meeting.decisions import decision
from data.tables.meeting.packs import pack_file, pack_issue
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
from data.tables.safeguarding.duties import duty_standard, not_applicable
from data.tables.safeguarding.duty_days import duty_days
from data.tables.safeguarding.duty_times import duty_times
from data.tables.safeguarding.education import education
from data.tables.safeguarding.encounters import encounter
from data.tables.safeguarding.missing import missing_episode
from data.tables.safeguarding.panels import (
    panel_action,
    panel_attendance,
    panel_listing,
    panel_meeting,
    toolkit,
)
from data.tables.safeguarding.referring.nrm import nrm_referral, sca_referral
from data.tables.safeguarding.referring.referrals import referral
from data.tables.safeguarding.searches import daily_search, daily_search_child
from data.tables.safeguarding.visits import visit
from data.tables.tracker import (
    AGE_BANDS_FROM,
    child,
    spell_days,
    tracker_entry,
    tracker_meeting,
    tracker_month,
    tracker_spell,
)
from data.tables.versioned import (
    CLOCKS,
    key_of,
    known_at,
    known_before,
    metadata,
    record_tables,
    versioned,
)
