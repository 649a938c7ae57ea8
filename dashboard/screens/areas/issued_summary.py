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
from dashboard.screens.areas import area_summary
from dashboard.screens.areas.parts import CHOICES, choice, forget_look, log_look, trend_panel
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
    held = run.viewer.agreement
    if held is None:
        return
    forget_look(run)
    shown = _chosen(run, held)
    chosen = run.viewer, shown.summary.issue, shown.area
    log_look(chosen, _look(run, held, shown), "what was issued")
    _standing(held, shown)
    pack.button(replace(run, filters=shown.summary.issue.filters))
    area_summary.stage(shown.beside)
    st.html(f'<p class="introduction">{escape(issued.introduction(shown))}</p>')
    left, right = st.columns([3, 2])
    _counts(run, left, held, shown)
    _panel(left, "duties", "The duties to these children", issued.duties(shown), issued.BY_DUTY)
    _work(right, shown)
    _panel(right, "since", "Since the meeting before", issued.since_the_meeting(shown), "Changes")
    _panel(
        right, "reasons", "Why children were removed", issued.reasons(shown), "Removals by reason"
    )
    _panel(right, "turning-18", "Turning 18", issued.turning_18(shown), "How soon they turn 18")
    trend_panel(right, issued.trend(shown), "issued")
    _symbols(right)


def _chosen(run: Run, held: Agreement) -> IssuedArea:
    """The issue and the area that the reader chose. Where there is none, the page says so and
    ends."""
    extract = frame.require_data(run)

    def asking(asked: Question, filters: Filters) -> Answer:
        return cache.answer(asked, run.viewer, filters)

    found = issues(asking, extract.covered_to)
    if not found:
        say(
            "Nothing has been issued to you yet",
            f"Your account rests on agreement {escape(held.reference)}. What it lets you see is "
            "issued after each monthly meeting, and appears here then.",
        )
        st.stop()
    with st.container(horizontal=True, key="area-summary-choice", gap="small"):
        by_day = {each.as_at.isoformat(): each for each in found}
        days = {key: words.day(each.as_at) for key, each in by_day.items()}
        made: IssueMade = choice("As at", "issue", by_day, days)
        summary = issued_summary(asking, made)
        by_code = {each.code: each for each in summary.areas}
        names = {code: each.name for code, each in by_code.items()}
        area = choice("Area", "place", by_code, names, also="area")
    links.refuse_not_chosen("month", "Month end", CHOICES)
    links.say_problems((made.as_at, area.code), CHOICES)
    return IssuedArea(summary, area, held.agency)


def _look(run: Run, held: Agreement, shown: IssuedArea) -> audit.Event:
    return audit.Event(
        run.viewer.username,
        run.viewer.role,
        audit.Action.DISCLOSE,
        run.title,
        filters={**words.chosen(shown.summary.issue.filters), "area": shown.area.code},
        purpose=_under(held),
        recipients=held.agency,
        row_count=len(issued.as_frame(shown)),
        suppression="exact, as issued",
        data_version=shown.summary.issue.known,
    )


def _under(held: Agreement) -> str:
    return f"agreement {held.reference}"


def _standing(held: Agreement, shown: IssuedArea) -> None:
    issue = shown.summary.issue
    st.html(
        f'<p class="standing"><strong>{escape(shown.area.name)}</strong> · exact figures as at '
        f"<strong>{words.day(issue.as_at)}</strong> · issued {words.day(issue.issued_at)} under "
        f"agreement <strong>{escape(held.reference)}</strong> with {escape(held.agency)} · not "
        "changed by anything later</p>"
    )


def _counts(run: Run, where: DeltaGenerator, held: Agreement, shown: IssuedArea) -> None:
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
            purpose=_under(held),
            suppression="exact, as issued",
        ),
        key="download-issued-summary",
    )


def _panel(where: DeltaGenerator, key: str, heading: str, rows: pd.DataFrame, caption: str) -> None:
    if rows.empty:
        return
    box = where.container(border=True, key=f"panel-issued-{key}")
    box.html(f"<h2>{escape(heading)}</h2>{tables.as_html(rows, caption)}")


def _work(where: DeltaGenerator, shown: IssuedArea) -> None:
    """The open actions of the reader's agency, and whether the panels met."""
    box = where.container(border=True, key="panel-issued-actions")
    box.html(
        f"<h2>{escape(issued.actions_headline(shown))}</h2>"
        f'<p class="definition">{escape(issued.meetings_in_sentences(shown))}</p>'
    )


def _symbols(where: DeltaGenerator) -> None:
    """What the symbols mean, in plain words."""
    shown = {
        CONFIDENTIAL: "Confidential: the release does not show it or, less the exact figure of "
        "your area, it would say too much about other areas.",
        NOT_AVAILABLE: "Not available: nobody has this number.",
        release.NOT_APPLICABLE: "Not applicable.",
    }
    terms = "".join(f"<dt>{symbol}</dt><dd>{text}</dd>" for symbol, text in shown.items())
    box = where.container(border=True, key="panel-symbols")
    box.html(
        "<h2>These are exact figures</h2><p>They are shared under the agreement. Pass them on only "
        f'as it says.</p><dl class="symbols">{terms}</dl>'
    )
