"""Questions about the dashboard itself: imports, accounts, the access log and reference data."""

from queries.administration import access_log, accounts, imports, reference

QUESTIONS = (
    access_log.access_events,
    access_log.records_in_events,
    access_log.people_and_actions,
    accounts.accounts_and_areas,
    accounts.agreements,
    accounts.areas_to_speak_for,
    accounts.proposals,
    imports.imports_by_file,
    imports.imports_refused,
    imports.unknowns_by_field,
    reference.areas,
    reference.areas_of_any_day,
    reference.changes_of_areas,
    reference.options,
    reference.categories,
    reference.standards,
    reference.last_meeting,
    reference.imports,
    reference.coverage,
)
