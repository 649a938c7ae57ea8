"""The overview's number cards, and the sentence that an Inspector would say aloud."""

from __future__ import annotations

from dataclasses import replace
from html import escape

from dashboard.components import panels
from dashboard.components.run import Run
from dashboard.screens import briefing
from dashboard.style import words
from dashboard.views import rollout
from dashboard.views import tracker as tracker_views
from dashboard.views.intelligence import against_last_year
from dashboard.views.movement import flows_in_words
from queries.access import OPERATOR
from queries.administration import reference
from queries.choices import DISTRICT, offered_options
from queries.dimensions import STATUS
from queries.extract import Extract
from queries.filters import Filters, Listing, named_period
from queries.oversight import intelligence, movement, tracker
from queries.safeguarding import duties
from queries.scope import DUTIES, INTELLIGENCE, TRACKER

MAPS = (tracker_views.area_map, rollout.stage_map)
FEW_DISTRICTS = 5


def warm(newest: Extract) -> None:
    """Ask for what the overview shows, of the force and of each of its districts if they are few,
    so that the answers are in the cache.

    A district is what readers choose first, and the first answers after a start take ten times
    as long as later ones: their SQL has not been written yet.

    Raises `DataUnavailable` when the database does not answer.
    """
    day = newest.covered_to
    opening = Filters(day, named_period("calendar-year", day), newest.version)
    options = Run(OPERATOR, newest, opening).ask(reference.options).rows
    districts = offered_options(DISTRICT, options, {}, opening.days)
    for district in (None, *(districts if len(districts) <= FEW_DISTRICTS else ())):
        run = Run(OPERATOR, newest, replace(opening, district=district))
        introduction(run)
        cards(run)
        for view in MAPS:
            run.rendered(view)


def introduction(run: Run) -> str:
    """The whole picture in a few sentences, as HTML."""
    if not run.is_loaded(TRACKER):
        return f'<p class="introduction">{words.not_loaded(TRACKER)}.</p>'
    bridge = run.ask(movement.bridge).one()
    on_tracker = run.ask(tracker.on_tracker).one()["children"]
    soon = run.ask(tracker.turning_18_within_90_days).one()["children"]
    period = run.filters.period
    when = f"{'on' if period.start == period.end else 'from'} {words.period(period)}"
    changes = f"{when}, {flows_in_words(bridge)}"
    text = f"{words.sentence(words.children(on_tracker))} {words.are(on_tracker)} on the tracker"
    if period.end == run.filters.as_at:
        start = words.compared(bridge["closing"], bridge["opening"], "at the start of the period")
        text += f", {start}: {changes}. "
    else:
        start = words.compared(bridge["closing"], bridge["opening"], "at its start")
        text += (
            f". {words.sentence(changes)}, which left {bridge['closing']:,} at the end of the "
            f"period, {start}. "
        )
    text += f"{words.sentence(words.children(soon))} will turn 18 within {tracker.SOON_DAYS} days."
    return f'<p class="introduction">{escape(text)}</p>'


def cards(run: Run) -> list[panels.Card]:
    """One for each figure that opens the meeting, with the page behind it."""
    tracker_cards = _tracker_cards(run) if run.is_loaded(TRACKER) else []
    return [*tracker_cards, _intelligence_card(run)]


def _intelligence_card(run: Run) -> panels.Card:
    rows = run.ask(intelligence.intelligence_same_dates).rows
    *_, days, reports = rows[0]
    is_loaded = run.is_loaded(INTELLIGENCE)
    not_known = "Not covered" if is_loaded else "Not loaded"
    return panels.Card(
        "Intelligence a day",
        f"{reports / days:.2f}" if days else not_known,
        against_last_year(rows) if is_loaded else words.not_loaded(INTELLIGENCE),
        "intelligence",
    )


def _tracker_cards(run: Run) -> list[panels.Card]:
    bridge = run.ask(movement.bridge).one()
    on = run.ask(tracker.on_tracker).one()["children"]
    soon = run.ask(tracker.turning_18_within_90_days).one()["children"]
    reasons = run.ask(movement.removals_by_reason).pairs()
    reached_18 = reasons.get(movement.REACHED_18, 0)
    return [
        panels.Card(
            "On the tracker", f"{on:,}", _statuses_in_words(run), "children", Listing("on_tracker")
        ),
        panels.Card(
            "Added",
            f"{bridge['added']:,}",
            "entries begun in the period",
            "movement",
            Listing("added"),
        ),
        panels.Card(
            "Removed",
            f"{bridge['removed']:,}",
            f"{reached_18:,} reached 18",
            "movement",
            Listing("removed"),
        ),
        panels.Card(
            f"Turning 18 within {tracker.SOON_DAYS} days",
            f"{soon:,}",
            "of those on the tracker",
            "children",
            Listing("turning_18"),
        ),
        _duties_card(run),
    ]


def _duties_card(run: Run) -> panels.Card:
    rows = run.ask(duties.duties_overdue).rows
    children = next((children for _, _, _, _, children, _ in rows), 0)  # the same in each row
    unknown = _unknown_duties(run)
    beneath = f"for {words.children(children)}"
    if unknown:
        beneath += f"; {words.counted(unknown, 'duty', 'duties')} {words.are(unknown)} not known"
    return panels.Card(
        "Duties overdue",
        "Not covered" if unknown == len(DUTIES) else f"{sum(each[2] for each in rows):,}",
        beneath,
        "duties",
    )


def _unknown_duties(run: Run) -> int:
    """How many duties are not known: asked only where a sheet of duties does not cover the as-at
    date, since the overview is the page that is opened most."""
    day, sheets = run.filters.as_at, {duty.sheet for duty in DUTIES}
    covered = [run.days_covered(sheet) for sheet in sheets]
    if all(days and (days[0] or day) <= day <= days[1] for days in covered):
        return 0
    return briefing.number_unknown(run)


def _statuses_in_words(run: Run) -> str:
    """15 open, 27 vulnerable: every status in the list, and any other that occurs."""
    counts = run.ask(tracker.children_by_status).pairs()
    statuses = run.categories(STATUS)
    return ", ".join(
        f"{counts.get(status, 0):,} {statuses.short(status).lower()}"
        for status in statuses.shown(counts)
    )
