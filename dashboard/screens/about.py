"""How every figure is counted (the docstrings of the questions), and how signals are found."""

from __future__ import annotations

from functools import cache
from html import escape
from itertools import groupby

from queries.questions import QUESTIONS
from queries.signals import Kind
from queries.signals.chance import FALSE_SIGNALS

SUBJECTS = {
    "tracker": "Children on the tracker",
    "movement": "Movement over the period",
    "intelligence": "Intelligence",
    "over_time": "Trends",
    "rollout": "The NSD rollout",
    "duties": "Duties",
    "searches": "The daily searches",
    "visits": "Visits to children",
    "nrm": "The National Referral Mechanism",
    "encounters": "Children found in criminal situations",
    "referrals": "Referrals to other agencies",
    "missing": "Children who were missing",
    "timeliness": "Answers and decisions in time",
    "education": "Education",
    "panels": "The panels",
    "counts": "The meeting",
    "imports": "The data",
}
CHARTS = {
    Kind.C: (
        "Counts of a month",
        "The mean plus and minus three times its square root, not below 0 (a c-chart).",
    ),
    Kind.U: (
        "Reports a day",
        "The mean rate plus and minus three times the square root of the rate divided by the days "
        "of the month, not below 0 (a u-chart).",
    ),
    Kind.XMR: (
        "Times, in days",
        "The mean plus and minus 2.66 times the mean distance between neighbouring months (an XmR "
        "chart).",
    ),
    Kind.G: (
        "Days from one rare event to the next",
        "Up to the number of days that chance exceeds in 0.135 of a hundred cases, around the "
        "median (a g-chart). It stands in place of counts by month where there is less than one a "
        "month, or one area is chosen.",
    ),
}


@cache
def signals() -> str:
    """How signals are found, and how often chance alone gives one, as HTML."""
    charts = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(limits)} Where nothing changes, "
        f"{FALSE_SIGNALS[kind]:.0%} of series of 24 points still show a signal.</dd>"
        for kind, (name, limits) in CHARTS.items()
    )
    return (
        '<section class="definitions"><h2>How signals are found</h2>'
        "<p>The rules are those of NHS England's Making Data Count: a point outside the limits; 7 "
        "or more on one side of the average; 7 or more rising or falling; 2 of 3 beyond two thirds "
        "of the way to a limit, on the same side. Beside them stands the runs test of Anhøj, with "
        "10 points or more: the longest run on one side, and how often the average is crossed. "
        "With fewer than 12 points the limits are trial limits; with fewer than 7 nothing is "
        "judged. A month that is not over is drawn and not judged. Limits start anew from the day "
        "of a row of the sheet annotations that rebases, or from the day that a decision of the "
        "meeting names, and never because of the data. How often chance alone gives a signal was "
        "measured on 10,000 series for each chart, all rules and the runs test "
        f"together.</p><dl>{charts}</dl></section>"
    )


@cache
def definitions() -> str:
    """Every figure's definition, by subject, as HTML."""
    asked = [q for q in QUESTIONS.values() if q.subject in SUBJECTS]
    asked.sort(key=lambda q: list(SUBJECTS).index(q.subject))
    parts = ['<section class="definitions"><h2>How each figure is counted</h2>']
    for subject, questions in groupby(asked, key=lambda q: q.subject):
        terms = "".join(
            f"<dt>{escape(q.title)}</dt><dd>{escape(q.definition)}</dd>" for q in questions
        )
        parts.append(f"<h3>{SUBJECTS[subject]}</h3><dl>{terms}</dl>")
    return "".join(parts) + "</section>"
