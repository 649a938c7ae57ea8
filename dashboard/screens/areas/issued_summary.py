"""The Area summary of a partner with an agreement: exact, and as it was issued.

Each look is logged as a disclosure with the agreement's reference before it is drawn, once for each
arrival and each choice; where the log cannot be written, nothing is shown.
"""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.answers import cache
from dashboard.components import audit, downloads, frame, links
from dashboard.components.failure import say
from dashboard.components.run import Run
from dashboard.screens import pack
from dashboard.screens.areas import area_summary, parts
from dashboard.style import tables, words
from dashboard.views import issued, release
from dashboard.views.issued import IssuedArea
from data.agreement import Agreement
from queries.ask import Answer, Question
from queries.disclosure.layout import CONFIDENTIAL, NOT_AVAILABLE
from queries.filters import Filters
from queries.releases.issued_summary import IssueMade, issued_summary, issues


def show(run: Run) -> None:
    """The page below its head, for a reader who has an agreement."""
    agreement = run.viewer.agreement
    if agreement is None:
        return
    parts.forget_look(run)
    shown = _choose(run, agreement)
    chosen = run.viewer, shown.summary.issue, shown.area
    parts.log_look(chosen, _look_event(run, agreement, shown), "what was issued")
    _say_what_is_shown(agreement, shown)
    pack.button(replace(run, filters=shown.summary.issue.filters))
    area_summary.stage(shown.beside)
    st.html(f'<p class="introduction">{escape(issued.introduction(shown))}</p>')
    left, right = st.columns([3, 2])
    _counts(run, left, agreement, shown)
    _panel(left, "duties", "The duties to these children", issued.duties(shown), issued.BY_DUTY)
    _actions_and_meetings(right, shown)
    _panel(right, "since", "Since the meeting before", issued.since_the_meeting(shown), "Changes")
    _panel(
        right, "reasons", "Why children were removed", issued.reasons(shown), "Removals by reason"
    )
    _panel(right, "turning-18", "Turning 18", issued.turning_18(shown), "How soon they turn 18")
    parts.trend_panel(right, issued.trend(shown), "issued")
    _symbols(right, shown)


def _choose(run: Run, agreement: Agreement) -> IssuedArea:
    """The issue and the area that the reader chose. Where there is none, the page says so and
    ends."""
    extract = frame.require_data(run)

    def asking(asked: Question, filters: Filters) -> Answer:
        return cache.answer(asked, run.viewer, filters)

    made_issues = issues(asking, extract.covered_to)
    if not made_issues:
        say(
            "Nothing has been issued to you yet",
            f"Your account rests on agreement {escape(agreement.reference)}. What it lets you see "
            "is issued after each monthly meeting, and appears here then.",
        )
        st.stop()
    with st.container(horizontal=True, key="area-summary-choice", gap="small"):
        by_day = {each.as_at.isoformat(): each for each in made_issues}
        days = {key: words.day(each.as_at) for key, each in by_day.items()}
        made: IssueMade = parts.choice("As at", "issue", by_day, days)
        summary = issued_summary(asking, made)
        by_code = {each.code: each for each in summary.areas}
        names = {code: each.name for code, each in by_code.items()}
        area = parts.choice("Area", "place", by_code, names, also="area")
    links.refuse_not_chosen("month", "Month end", parts.CHOICES)
    links.say_problems((made.as_at, area.code), parts.CHOICES)
    return IssuedArea(summary, area, agreement.agency)


def _look_event(run: Run, agreement: Agreement, shown: IssuedArea) -> audit.Event:
    return audit.Event(
        run.viewer.username,
        run.viewer.role,
        audit.Action.DISCLOSE,
        run.title,
        filters={**words.chosen(shown.summary.issue.filters), "area": shown.area.code},
        purpose=_purpose(agreement),
        recipients=agreement.agency,
        row_count=len(issued.as_frame(shown)),
        suppression="exact, as issued",
        data_version=shown.summary.issue.known,
    )


def _purpose(agreement: Agreement) -> str:
    return f"agreement {agreement.reference}"


def _say_what_is_shown(agreement: Agreement, shown: IssuedArea) -> None:
    issue = shown.summary.issue
    st.html(
        f'<p class="standing"><strong>{escape(shown.area.name)}</strong> · exact figures as at '
        f"<strong>{words.day(issue.as_at)}</strong> · issued {words.day(issue.issued_at)} under "
        f"agreement <strong>{escape(agreement.reference)}</strong> with "
        f"{escape(agreement.agency)} · not changed by anything later</p>"
    )


def _counts(run: Run, where: DeltaGenerator, agreement: Agreement, shown: IssuedArea) -> None:
    """The counts beside those released for the district and the force, and a file of them."""
    box = where.container(border=True, key="panel-issued")
    box.html(
        f"<h2>{escape(shown.area.name)} beside the {escape(shown.area.district)} and the force</h2>"
        f"{area_summary.table(shown.beside)}"
        '<p class="definition">Added and removed are entries begun and ended in the 12 months '
        f"before. {escape(issued.beside_sentence(shown))}</p>"
    )
    rows = issued.as_frame(shown)
    filters = shown.summary.issue.filters
    downloads.button(
        run,
        box,
        lambda: downloads.Download(
            f"issued_summary_{shown.area.code}_{filters.as_at.isoformat()}.csv",
            lambda: downloads.as_csv(rows, filters),
            rows=len(rows),
            filters=filters,
            purpose=_purpose(agreement),
            suppression="exact, as issued",
        ),
        key="download-issued-summary",
    )


def _panel(where: DeltaGenerator, key: str, heading: str, rows: pd.DataFrame, caption: str) -> None:
    if rows.empty:
        return
    box = where.container(border=True, key=f"panel-issued-{key}")
    box.html(f"<h2>{escape(heading)}</h2>{tables.as_html(rows, caption)}")


def _actions_and_meetings(where: DeltaGenerator, shown: IssuedArea) -> None:
    """The open actions of the reader's agency, and whether the panels met."""
    box = where.container(border=True, key="panel-issued-actions")
    box.html(
        f"<h2>{escape(issued.actions_headline(shown))}</h2>"
        f'<p class="definition">{escape(issued.meetings_in_sentences(shown))}</p>'
    )


def _symbols(where: DeltaGenerator, shown: IssuedArea) -> None:
    """What the symbols mean, in plain words."""
    meanings = {
        CONFIDENTIAL: "Confidential: the release does not show it or, less the exact figure of "
        "your area, it would say too much about other areas.",
        NOT_AVAILABLE: "Not available: nobody has this number.",
        release.NOT_APPLICABLE: "Not applicable.",
    }
    text = (
        "<h2>These are exact figures</h2><p>They are shared under the agreement. Pass them on only "
        "as it says.</p>"
    )
    parts.symbols_panel(where, text, meanings, shown.beside)
