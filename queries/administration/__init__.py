"""Questions about the dashboard itself: imports, accounts, the access log and reference data."""

from queries.administration import access_log, accounts, imports, reference

QUESTIONS = (
    access_log.access_events,
    access_log.records_in_events,
    accounts.accounts_and_areas,
    accounts.areas_to_speak_for,
    imports.imports_by_file,
    imports.imports_refused,
    imports.unknowns_by_field,
    reference.areas,
    reference.statuses,
    reference.genders,
    reference.last_meeting,
    reference.imports,
    reference.coverage,
)
