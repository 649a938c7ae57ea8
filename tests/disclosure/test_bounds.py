"""The audit's work is bounded: what it has not found safe by then is not shown."""

from __future__ import annotations

from dataclasses import replace

import pytest

from queries.disclosure import stock
from queries.disclosure.audit import Audit
from tests.disclosure.auditing import publish
from tests.disclosure.soak import SHAPES, months_of


def test_a_release_is_withheld_when_the_audit_has_tried_its_limit_of_patterns(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (shape,) = (each for each in SHAPES if each.name == "one dominating area")
    of, months = months_of(replace(shape, months=1), 0)
    patterns = []
    original = stock.finished_audit

    def counted_audit(*given: object) -> Audit:
        patterns.append(given)
        return original(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(stock, "finished_audit", counted_audit)
    assert publish(months, of)[0].withheld is None
    assert len(patterns) > 1
    patterns.clear()
    monkeypatch.setattr(stock, "MOST_PATTERNS", 1)
    (withheld,) = publish(months, of)
    assert "could not rule out" in str(withheld.withheld)
    assert set(withheld.values.values()) == {None}
    choices_of_totals = 3
    assert len(patterns) <= choices_of_totals
