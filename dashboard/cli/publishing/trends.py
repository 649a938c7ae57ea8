"""`clvt figures --trends`: the trends as plain values ready for JSON."""

from __future__ import annotations

from typing import Any

from dashboard.style import verdicts
from queries.access import Viewer
from queries.ask import Fetch, ask
from queries.filters import Filters
from queries.signals.chance import expected_false_signals
from queries.trends import ShownMeasure, Trend, trends_shown


def trends(viewer: Viewer, filters: Filters, fetch: Fetch) -> dict[str, Any]:
    """Every trend of the page, with its verdict, its points and their limits, and the rules met.

    `expected_false_signals` is the number of trends in which chance alone would give a signal.
    """
    found = trends_shown(lambda asked, by: ask(asked, viewer, by, fetch), filters)
    kinds = [trend.judged_on for _, trend in found if trend.judged_on]
    return {
        "as_at": filters.as_at.isoformat(),
        "data_version": filters.known,
        "judged": len(kinds),
        "expected_false_signals": round(expected_false_signals(kinds), 2),
        "trends": [_plain(shown, trend) for shown, trend in found],
    }


def _plain(shown: ShownMeasure, trend: Trend) -> dict[str, Any]:
    judged = trend.judged
    limits = judged.limits if judged else (None,) * len(trend.points)
    runs = judged.runs if judged else None
    return {
        "name": shown.key,
        "title": shown.title,
        "chart": trend.kind.name.lower() if trend.kind else None,
        "unit": verdicts.unit(trend),
        "verdict": verdicts.verdict(trend),
        "is_trial": bool(judged and judged.is_trial),
        "signals": [
            {
                "rule": each.rule.value,
                "side": "above" if each.side > 0 else "below",
                "on": [trend.points[place].on.isoformat() for place in each.places],
            }
            for each in (judged.signals if judged else ())
        ],
        "annotations": [
            {"on": each.on.isoformat(), "text": each.text, "rebases": each.rebases}
            for each in trend.notes
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
            for point, each in zip(trend.points, limits, strict=True)
        ],
    }
