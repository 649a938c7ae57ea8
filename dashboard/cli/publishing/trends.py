"""`clvt figures --trends`: the trends as plain values ready for JSON."""

from __future__ import annotations

from typing import Any

from dashboard.style import verdicts
from queries.access import Viewer
from queries.administration import reference
from queries.ask import Fetch, ask
from queries.choices import DISTRICT, offered
from queries.filters import Filters
from queries.oversight import over_time
from queries.signals.chance import expected_false_signals
from queries.trends import Shown, Trend, shown, trend


def trends(viewer: Viewer, filters: Filters, fetch: Fetch) -> dict[str, Any]:
    """Every trend of the page, with its verdict, its points and their limits, and the rules met.

    `expected_false_signals` is the number of trends in which chance alone would give a signal.
    """
    options = ask(reference.options, viewer, filters, fetch).rows
    districts = list(offered(DISTRICT, options, {}, filters.days))
    noted = ask(over_time.notes_on_trends, viewer, filters, fetch).rows
    found = []
    for each in shown(filters, districts):
        rows = ask(each.measure.question, viewer, each.filters, fetch).rows
        found.append((each, trend(each.measure, rows, each.filters, noted)))
    kinds = [of.kind for _, of in found if of.kind and of.judged and of.judged.judged]
    return {
        "as_at": filters.as_at.isoformat(),
        "data_version": filters.known,
        "judged": len(kinds),
        "expected_false_signals": round(expected_false_signals(kinds), 2),
        "trends": [_plain(each, of) for each, of in found],
    }


def _plain(shown_: Shown, of: Trend) -> dict[str, Any]:
    judged = of.judged
    limits = judged.limits if judged else (None,) * len(of.points)
    runs = judged.runs if judged else None
    return {
        "name": shown_.key,
        "title": shown_.title,
        "chart": of.kind.name.lower() if of.kind else None,
        "unit": verdicts.unit(of),
        "verdict": verdicts.verdict(of),
        "is_trial": bool(judged and judged.is_trial),
        "signals": [
            {
                "rule": each.rule.value,
                "side": "above" if each.side > 0 else "below",
                "on": [of.points[place].on.isoformat() for place in each.places],
            }
            for each in (judged.signals if judged else ())
        ],
        "annotations": [
            {"on": each.on.isoformat(), "text": each.text, "rebases": each.rebases}
            for each in of.noted
        ],
        "runs_test": runs
        and {
            "longest_run": runs.longest,
            "longest_allowed": runs.longest_allowed,
            "crossings": runs.crossings,
            "crossings_needed": runs.crossings_needed,
            "is_signal": runs.is_signal,
        },
        "points": [
            {
                "on": point.on.isoformat(),
                "value": round(point.value, 4),
                "is_part": point.is_part,
                "centre": each and round(each.centre, 4),
                "lower": each and round(each.lower, 4),
                "upper": each and round(each.upper, 4),
            }
            for point, each in zip(of.points, limits, strict=True)
        ],
    }
