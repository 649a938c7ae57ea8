"""The Area summary page: choosing a release and an area, and drawing what may be seen of them.

A partner's look at a release is logged before it is drawn, once for each arrival and each choice;
where the log cannot be written, nothing of the release is shown.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from html import escape
from itertools import groupby

import streamlit as st
from sqlalchemy.exc import SQLAlchemyError
from streamlit.delta_generator import DeltaGenerator

from dashboard.answers import releases
from dashboard.answers.engine import engine
from dashboard.components import audit, downloads, frame, links
from dashboard.components.failure import say
from dashboard.components.run import Run
from dashboard.screens.areas import parts
from dashboard.settings import settings
from dashboard.signing_in import sign_in
from dashboard.style import words
from dashboard.views import release
from dashboard.views.release import ReleasedArea
from queries.access import Grant
from queries.ask import DataUnavailable, asking
from queries.disclosure.layout import CONFIDENTIAL, NOT_AVAILABLE
from queries.releases.area_summary import PublishedRelease, releases_up_to, summary

_log = logging.getLogger(__name__)
WHAT_NSD_IS = (
    "Neighbourhood Safeguarding and Disruption: the partners' meeting of an area, on young people "
    "at risk of exploitation, knife crime or serious violence."
)


def choose_release(run: Run) -> ReleasedArea:
    """The release and the area that the reader chose. Where there is none, the page says so and
    ends."""
    parts.forget_look(run)
    extract = frame.require_data(run)
    try:
        _make_missing(settings().database_url, extract.version)
    except SQLAlchemyError as error:
        raise DataUnavailable("The releases cannot be made.") from error
    uncached = asking(engine(), run.viewer)
    months = releases_up_to(run.viewer, uncached, extract.covered_to)
    if not months:
        _end_without_release()
    with st.container(horizontal=True, key="area-summary-choice", gap="small"):
        by_month = {f"{each.month_end:%Y-%m}": each for each in months}
        month_names = {key: _name(each) for key, each in by_month.items()}
        release = parts.choice("Month end", "month", by_month, month_names)
        shown = summary(run.viewer, run.ask, release)
        areas = {area.code: area for area in shown.areas}
        names = {area.code: area.name for area in shown.areas}
        may_filter = run.may(Grant.COUNTS)
        if run.has_arrived and run.filters.area in areas and "place" not in st.query_params:
            st.session_state["place"] = run.filters.area
        area = parts.choice("Area", "place", areas, names, also="" if may_filter else "area")
    links.refuse_not_chosen("issue", "As at", parts.CHOICES)
    links.say_problems((release.month_end, area.code), parts.CHOICES)
    chosen = ReleasedArea(shown, area)
    if not shown.is_exact:
        parts.log_look((run.viewer, release, area), _look_event(run, chosen), "a release")
    _say_what_is_shown(release, area.name, is_exact=shown.is_exact)
    return chosen


def stage(chosen: ReleasedArea) -> None:
    """The stage of NSD in the area. It comes first, because the meeting can act on it."""
    stages = "".join(
        f'<li class="{when}"{" aria-current=step" if when == "now" else ""}>'
        f"<strong>{escape(name)}</strong><span>{escape(date_text)}</span></li>"
        for name, when, date_text in release.steps(chosen)
    )
    steps = f'<ol class="steps" aria-label="Stages of the rollout">{stages}</ol>' if stages else ""
    overdue = chosen.release.is_overdue(chosen.area)
    flag = '<strong class="overdue">Overdue.</strong> ' if overdue else ""
    box = st.container(border=True, key="panel-nsd")
    box.html(
        f'<h2 class="lead">{escape(release.stage_sentence(chosen))}</h2>'
        f"<p>{flag}{escape(release.stage_progress(chosen))}</p>"
        f'{steps}<p class="definition">{escape(WHAT_NSD_IS)}</p>'
    )


def introduction(chosen: ReleasedArea) -> None:
    """The month in words, or why its counts are not shown."""
    withheld = chosen.release.published.withheld
    if withheld:
        say(
            "The counts of this month are not shown",
            f"{escape(withheld)} What is said of NSD counts no children, and is shown. "
            "Another month can be chosen.",
        )
    else:
        st.html(f'<p class="introduction">{escape(release.introduction(chosen))}</p>')


def figures(run: Run, where: DeltaGenerator, chosen: ReleasedArea) -> None:
    """The counts of the area beside its district and the force, and the file of them."""
    area, box = chosen.area, where.container(border=True, key="panel-release")
    box.html(
        f"<h2>{escape(area.name)} beside the {escape(area.district)} and the force</h2>"
        f"{table(chosen)}"
        f'<p class="definition">{escape(release.unknown_area_note(chosen))} Added and removed are '
        "entries begun and ended in the 12 months up to the month end.</p>"
    )
    rows = release.as_frame(chosen)
    downloads.button(
        run,
        box,
        lambda: downloads.Download(
            f"area_summary_{chosen.area.code}_{chosen.on.isoformat()}.csv",
            lambda: downloads.as_csv(rows, chosen.release.made.filters),
            rows=len(rows),
            filters=chosen.release.made.filters,
            suppression=_suppression(chosen),
        ),
        key="download-area-summary",
    )


def trend(where: DeltaGenerator, chosen: ReleasedArea) -> None:
    """Children on the tracker at each month end, where the number may be shown."""
    subtitle_end = "" if chosen.release.is_exact else ". A gap is a number not shown"
    parts.trend_panel(where, release.trend(chosen), "release", subtitle_end)


def symbols(where: DeltaGenerator, chosen: ReleasedArea) -> None:
    """What the symbols mean, in plain words."""
    most = chosen.release.made.threshold - 1
    if chosen.release.is_exact:
        text = (
            "<h2>These are exact figures</h2><p>Partners are shown the release of this month "
            f"instead, in which 1 to {most} children is [c]. Do not pass these figures on in its "
            "place.</p>"
        )
        shown = {}
    else:
        text = "<h2>What the symbols mean</h2>"
        shown = {
            CONFIDENTIAL: f"Confidential: 1 to {most} children, or a number by which so few could "
            "be worked out.",
            "0": "None. A 0 is shown where it gives nobody away.",
        }
    shown |= {
        NOT_AVAILABLE: "Not available: nobody has this number.",
        release.NOT_APPLICABLE: "Not applicable: rates are by district and force only.",
    }
    parts.symbols_panel(where, text, shown, chosen)


@st.cache_resource(max_entries=2, show_spinner="Making the month-end release")
def _make_missing(url: str, version: int) -> int:  # noqa: ARG001  (the key: once a data version)
    threshold = settings().disclosure_threshold
    try:
        return releases.make_missing(engine(), sign_in.engine(), version, threshold)
    except releases.NotMade as error:
        _log.error("Releases are missing.", exc_info=error)  # those made before are shown
        return 0


def _look_event(run: Run, chosen: ReleasedArea) -> audit.Event:
    made = chosen.release.made
    return audit.Event(
        run.viewer.username,
        run.viewer.role,
        audit.Action.CONSULT,
        run.title,
        filters=words.chosen(replace(made.filters, area=chosen.area.code)),
        row_count=len(release.table_lines(chosen)),
        suppression=_suppression(chosen),
        data_version=made.known,
    )


def _name(made: PublishedRelease) -> str:
    return f"{made.month_end:%B %Y}" + (" (withheld)" if made.withheld else "")


def _say_what_is_shown(made: PublishedRelease, area: str, *, is_exact: bool) -> None:
    kind = "exact figures" if is_exact else "month-end release"
    st.html(
        f'<p class="standing"><strong>{escape(area)}</strong> · {kind} of '
        f"<strong>{words.day(made.month_end)}</strong> · as known at import {made.known}, and not "
        "changed by anything later</p>"
    )


def _end_without_release() -> None:
    say(
        "There is no release to show",
        "Either no month end is covered by an import yet, or no area is on your account. The "
        "person who looks after accounts can say which.",
    )
    st.stop()


def table(chosen: ReleasedArea) -> str:
    """The counts of the area beside those of its district and the force, as HTML.

    A column of mostly confidential numbers becomes a sentence. The file has all columns.
    """
    lines, hidden = release.table_lines(chosen), release.mostly_hidden_places(chosen)
    folded = (
        f'<p class="folded">{escape(release.mostly_hidden_in_sentences(chosen))}</p>'
        if hidden
        else ""
    )
    columns = [column for column, place in enumerate(chosen.columns) if place not in hidden]
    if not columns:
        return folded
    names = list(chosen.columns.values())
    shares = {column: any(line.figures[column].share for line in lines) for column in columns}
    head = "".join(
        f'<th scope="col" class="n">{escape(names[column])}{_share("", shares[column])}</th>'
        for column in columns
    )
    body = "".join(
        f'<tbody><tr><th scope="rowgroup" colspan="{len(columns) + 1}">{escape(heading)}</th></tr>'
        f"{''.join(_row(line, shares) for line in group)}</tbody>"
        for heading, group in groupby(lines, key=lambda line: line.heading)
    )
    day = words.day(chosen.on)
    caption = f"Children on the tracker at the end of {day}. A percentage is of all of them."
    return (
        f'{folded}<div class="table release" tabindex="0" role="region" '
        f'aria-label="{escape(caption)}">'
        f"<table><caption>{escape(caption)}</caption><thead><tr><td></td>{head}</tr></thead>"
        f"{body}</table></div>"
    )


def _row(line: release.TableLine, shares: Mapping[int, bool]) -> str:
    """A row of a table, in the columns that have shares or none."""
    cells = "".join(
        f'<td class="n">{escape(line.figures[column].shown)}'
        f"{_share(line.figures[column].share, has_shares)}</td>"
        for column, has_shares in shares.items()
    )
    return f'<tr><th scope="row">{escape(line.label)}</th>{cells}</tr>'


def _share(share: str, has_shares: bool) -> str:
    """A percentage beside its number; empty room for one in a column that has any."""
    return f' <span class="share">{share}</span>' if has_shares else ""


def _suppression(chosen: ReleasedArea) -> str:
    """What the access log records: the rule, and how many figures it hid, but not which."""
    if chosen.release.is_exact:
        return "exact"
    suppressed = (
        "withheld"
        if chosen.release.published.withheld
        else f"{words.counted(release.count_hidden(chosen), 'figure')} confidential"
    )
    return f"area release, threshold {chosen.release.made.threshold}: {suppressed}"
