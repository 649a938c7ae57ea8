"""Referrals of children to the National Referral Mechanism (NRM), and its decisions."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, Table, and_, exists, func, or_, select

from data.day_numbers import days_from, yyyymmdd
from data.duties.clock import birthday
from data.duties.deciders import DECIDERS, PANEL, PANEL_NEEDS, SCA
from data.sheets.changes import homes
from data.sheets.declaration import YES_NO, Field, OneOf, Rule, Sheet, Staged
from data.sheets.rules import broken_rows, in_order, needed_with, only_with, refers_to, row_rule
from data.sheets.tracker import ADULT, TRACKER
from data.tables import area_version, child, duty_standard, local_authority, nrm_referral

c = nrm_referral.c
POSITIVE, NEGATIVE = "Positive", "Negative"
REASONABLE = ("Awaiting", POSITIVE, NEGATIVE, "Suspended", "Withdrawn")
CONCLUSIVE = (*REASONABLE, "Not reached")
LEAST_WAIT = "Least wait for conclusive grounds"


def _sooner_than_the_least_wait(rows: Table, _: Staged) -> Select[Any]:
    standard = duty_standard.c
    in_force = (
        select(standard.days)
        .where(standard.duty == LEAST_WAIT, standard.from_on <= rows.c.rg_on)
        .order_by(standard.from_on.desc())
        .limit(1)
        .correlate(rows)
        .scalar_subquery()
    )
    by_the_sca = func.coalesce(rows.c.decided_by, SCA) == SCA
    return broken_rows(rows, "cg_on", by_the_sca, days_from(rows.c.rg_on, rows.c.cg_on) < in_force)


def _too_near_18_for_a_panel(rows: Table, staged: Staged) -> Select[Any]:
    children = staged.given_or_known(TRACKER.name, child)
    adult = birthday(yyyymmdd(children.c.date_of_birth), ADULT)
    is_near = exists().where(
        children.c.child_ref == rows.c.child_ref,
        days_from(rows.c.referred_on, adult) < PANEL_NEEDS,
    )
    return broken_rows(rows, "decided_by", rows.c.decided_by == PANEL, is_near)


def _panel_of_no_council(rows: Table, staged: Staged) -> Select[Any]:
    """Rows decided by a panel, of a child none of whose home areas was then of a council that has
    one."""
    home, council = homes(staged), local_authority.c
    of_child = (
        select(council.nrm_decided_by)
        .join_from(home, area_version, area_version.c.code == home.c.area_code)
        .join(local_authority, council.code == area_version.c.local_authority)
        .where(
            home.c.child_ref == rows.c.child_ref,
            rows.c.referred_on.between(council.from_on, council.until_on),
            area_version.c.known_until.is_(None),
            council.known_until.is_(None),
        )
    )
    has_panel = of_child.where(council.nrm_decided_by == PANEL)
    return broken_rows(
        rows, "decided_by", rows.c.decided_by == PANEL, of_child.exists(), ~has_panel.exists()
    )


NRM = Sheet(
    "nrm",
    nrm_referral,
    (
        Field("NRM ref", c.nrm_ref),
        Field("Tracker ref", c.child_ref),
        Field("Referred on", c.referred_on, ahead=False),
        Field("First responder", c.first_responder, listed="first_responders"),
        Field("Criminal", c.criminal, kind=YES_NO),
        Field("Labour", c.labour, kind=YES_NO),
        Field("Sexual", c.sexual, kind=YES_NO),
        Field("Domestic", c.domestic, kind=YES_NO),
        Field("Organ harvesting", c.organ_harvesting, kind=YES_NO),
        Field("County lines", c.county_lines, required=True, kind=YES_NO),
        Field("Decided by", c.decided_by, kind=OneOf(DECIDERS)),
        Field("RG", c.rg, kind=OneOf(REASONABLE)),
        Field("RG on", c.rg_on, ahead=False),
        Field("CG", c.cg, filled=True, kind=OneOf(CONCLUSIVE)),
        Field("CG on", c.cg_on, ahead=False),
        Field("Reconsideration asked", c.reconsideration_on, ahead=False),
        Field("Reconsidered", c.reconsidered, kind=OneOf(("Upheld", "Changed"))),
        Field("Crime recorded on", c.crime_recorded_on, ahead=False),
    ),
    about="each referral to the National Referral Mechanism, by any organisation; RG and "
    "CG are the decisions on reasonable and conclusive grounds",
    rules=(
        refers_to(TRACKER, "child_ref"),
        *in_order("referred_on", "rg_on", "cg_on"),
        needed_with("rg_on", "rg", POSITIVE, NEGATIVE),
        needed_with("cg_on", "cg", POSITIVE, NEGATIVE),
        only_with("rg_on", "rg", *REASONABLE[1:]),
        only_with("cg_on", "cg", *REASONABLE[1:]),
        row_rule(
            ("cg", "rg"),
            "{0} is given, although {1} is not Positive.",
            lambda row, _: and_(
                row.cg.in_(REASONABLE),
                or_(row.rg.is_(None), row.rg != POSITIVE),
                row.is_sound,
            ),
            remedy="Write Not reached in {0}, or correct {1}.",
        ),
        Rule(
            ("cg_on", "rg_on"),
            "{0} is sooner after {1} than the least wait by law",
            _sooner_than_the_least_wait,
        ),
        Rule(
            ("decided_by",),
            "{0} is Local authority panel, less than 100 days before the child is 18",
            _too_near_18_for_a_panel,
        ),
        Rule(
            ("decided_by",),
            "{0} is Local authority panel, but local_authorities.csv has none for the child's home",
            _panel_of_no_council,
        ),
        row_rule(
            ("county_lines", "criminal"),
            "{0} is Yes, but {1} is not",
            lambda row, _: and_(
                row.county_lines == "Yes", func.coalesce(row.criminal, "") != "Yes"
            ),
        ),
    ),
)
