"""The definitions of every figure: the questions' own words."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import groupby

from queries.questions import QUESTIONS

SUBJECTS = {
    "tracker": "Children on the tracker",
    "movement": "Movement over the period",
    "intelligence": "Intelligence",
    "over_time": "Trends",
    "rollout": "The NSD rollout",
    "searches": "The daily searches",
    "education": "Education",
    "imports": "The data",
}
# Where a question's name, in words, would not be what people say.
TITLES = {
    "on_tracker": "On the tracker",
    "children_by_time_on_tracker": "Children by time on the tracker",
    "median_time_on_tracker": "Median time on the tracker",
    "bridge": "From opening to closing",
    "entries_by_day": "Entries added and removed",
    "re_entries": "Re-entries",
    "nsd_by_area": "NSD by area",
    "nsd_timeline": "NSD timeline",
    "intelligence_same_dates": "Intelligence on the same dates",
}


@cache
def definitions() -> str:
    """Every figure's definition, by subject, as HTML."""
    asked = [q for q in QUESTIONS.values() if q.subject in SUBJECTS]
    asked.sort(key=lambda q: list(SUBJECTS).index(q.subject))
    parts = ['<section class="definitions"><h2>How each figure is counted</h2>']
    for subject, questions in groupby(asked, key=lambda q: q.subject):
        terms = "".join(
            f"<dt>{escape(TITLES.get(q.name, q.title))}</dt>"
            f"<dd>{escape(' '.join(q.definition.split()))}</dd>"
            for q in questions
        )
        parts.append(f"<h3>{SUBJECTS[subject]}</h3><dl>{terms}</dl>")
    return "".join(parts) + "</section>"
