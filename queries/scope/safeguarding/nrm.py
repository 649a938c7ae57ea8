"""Referrals to the National Referral Mechanism, and what its authority sends to the force."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, Select, Subquery, case, func, select

from data.day_numbers import days_from, yyyymmdd
from data.duties.clock import birthday
from data.duties.deciders import PANEL, PANEL_NEEDS
from data.tables import (
    area_version,
    child,
    first_responder,
    local_authority,
    nrm_referral,
    sca_referral,
    spell_days,
)
from queries.filters import Period, years_before
from queries.scope.narrowing import ADULT
from queries.scope.safeguarding.records import AWAITING, Safeguarding

NOT_RECORDED = "Not recorded"
OTHER = "Other"


class NationalReferralMechanism(Safeguarding):
    """Relations of the NRM."""

    def nrm_referrals(self, period: Period | None = None, *, to_count: bool = False) -> Subquery:
        """Referrals to the NRM of the period, as `records_of_children` gives them, with their state
        at the as-at date: kind (of the first responder), rg_by_then and cg_by_then (Awaiting until
        the decision came), is_adult (whether the child has turned 18 by then), and decider (SCA or
        a local authority panel; null: the SCA)."""
        rows = self.records_of_children(nrm_referral, "referred_on", period, to_count=to_count)
        responder = first_responder.c
        # Looked up only where a count needs it; a join would be made for every count.
        kind = select(responder.kind).where(responder.name == rows.c.first_responder)
        return select(
            *rows.c,
            func.coalesce(kind.scalar_subquery(), OTHER).label("kind"),
            case((rows.c.rg_on > self.as_at, AWAITING), else_=rows.c.rg).label("rg_by_then"),
            case(
                (rows.c.cg_on > self.as_at, AWAITING),
                else_=func.coalesce(rows.c.cg, NOT_RECORDED),
            ).label("cg_by_then"),
            rows.c.child_ref.in_(self._adults()).label("is_adult"),
            func.coalesce(rows.c.decided_by, self._decider(rows)).label("decider"),
        ).subquery()

    def _decider(self, rows: Subquery) -> ScalarSelect[str]:
        """Who decides on a referral that does not say so: the panel of the council of the child's
        home area on that day, if it has one and the child was not too near 18; null: the SCA."""
        days, area, council = spell_days.c, area_version.c, local_authority.c
        on, adult = rows.c.referred_on, birthday(yyyymmdd(child.c.date_of_birth), ADULT)
        return (
            select(council.nrm_decided_by)
            .select_from(
                spell_days.join(area_version, area.code == days.area_code)
                .join(local_authority, council.code == area.local_authority)
                .join(child, child.c.child_ref == days.child_ref)
            )
            .where(
                days.child_ref == rows.c.child_ref,
                days.from_on <= on,
                days.until_on > on,
                *(on.between(each.from_on, each.until_on) for each in (area, council)),
                council.nrm_decided_by == PANEL,
                days_from(on, adult) >= PANEL_NEEDS,
                *map(self._known, (spell_days, child)),
                *map(self._listed, (area_version, local_authority)),
            )
            .limit(1)
            .correlate(rows)
            .scalar_subquery()
        )

    def all_nrm_referrals(self, *, to_count: bool = False) -> Subquery:
        """All referrals to the NRM made by the as-at date."""
        return self.nrm_referrals(Period(date.min, self.as_at), to_count=to_count)

    def nrm_concluded(self, period: Period) -> Subquery:
        """Referrals to the NRM that were decided on conclusive grounds in the period, whenever they
        were made: rg_on, cg_on. Filters apply to the child as on the day of the decision."""
        referral = nrm_referral.c
        decided = (
            select(*referral["child_ref", "rg_on", "cg_on"])
            .where(self._known(nrm_referral), self._in_period(referral.cg_on, period))
            .subquery()
        )
        return self.few_records_of_children(decided, "cg_on")

    def _adults(self) -> Select[Any]:
        last_birthday = years_before(self.as_at, ADULT)
        return select(child.c.child_ref).where(
            child.c.date_of_birth <= last_birthday, self._known(child)
        )

    def sca_messages(self) -> Subquery:
        """What the SCA sent in the period and by the as-at date: sca_ref, received_on, kind,
        child_ref, area_code, reviewed_by_then and actioned_by_then (null: not by then)."""
        message = sca_referral
        return (
            select(
                *message.c["sca_ref", "received_on", "kind", "child_ref", "area_code"],
                self._null_if_later(message.c.reviewed_on).label("reviewed_by_then"),
                self._null_if_later(message.c.actioned_on).label("actioned_by_then"),
            )
            .where(
                self._known(message),
                self._in_period(message.c.received_on),
                self._matches_choices({"area_code": message.c.area_code}),
            )
            .subquery()
        )
