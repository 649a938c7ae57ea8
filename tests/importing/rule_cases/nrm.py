"""Wrong and unusual rows of the sheets of the National Referral Mechanism."""

from __future__ import annotations

from tests.importing.rule_cases.case import LATER, late, noted, wrong
from tests.invented.workbooks import entry, nrm, sca

NO_PANEL = (
    "Decided by is Local authority panel, but local_authorities.csv has none for the child's home"
)
POSITIVE = {"RG": "Positive", "RG_on": "2022-01-14"}

WRONG_NRM = {
    "NRM referral of a child who is not there": wrong("Tracker ref", nrm(Tracker_ref="CT-2")),
    "the same NRM referral twice": wrong("NRM ref", nrm(), nrm()),
    "reasonable grounds decided before the referral": wrong(
        "RG on", nrm(RG="Positive", RG_on="2022-01-09")
    ),
    "conclusive grounds decided before reasonable ones": wrong(
        "CG on", nrm(**POSITIVE, CG="Positive", CG_on="2022-01-13")
    ),
    "a decision on reasonable grounds without a day": wrong("RG on", nrm(RG="Negative")),
    "a decision on conclusive grounds without a day": wrong(
        "CG on", nrm(**POSITIVE, CG="Negative")
    ),
    "a day of a decision that is awaited": wrong("RG on", nrm(RG_on="2022-01-14")),
    "a day of conclusive grounds that are awaited": wrong(
        "CG on", nrm(**POSITIVE, CG="Awaiting", CG_on="2022-06-14")
    ),
    "conclusive grounds without positive reasonable ones": wrong("CG", nrm(CG="Awaiting")),
    "no answer about conclusive grounds": wrong("CG", nrm(CG="")),
    "the same message of the SCA twice": wrong("SCA ref", sca(), sca()),
    "a message of the SCA about a child who is not there": wrong(
        "Tracker ref", sca(Tracker_ref="CT-2")
    ),
    "reviewed before it was received": wrong(
        "Reviewed on", sca(Reviewed_on="2022-01-09", Finding="For us")
    ),
    "actioned before it was reviewed": wrong(
        "Actioned on",
        sca(Reviewed_on="2022-01-12", Finding="For us", Actioned_on="2022-01-11", Action="Visit"),
    ),
    "a finding without a review": wrong("Finding", sca(Finding="For us")),
    "a review without a finding": wrong("Reviewed on", sca(Reviewed_on="2022-01-11")),
    "an action without its day": wrong(
        "Action", sca(Reviewed_on="2022-01-11", Finding="For us", Action="Visit")
    ),
    "a day of action without the action": wrong(
        "Actioned on", sca(Reviewed_on="2022-01-11", Finding="For us", Actioned_on="2022-01-12")
    ),
}

UNUSUAL_NRM = {
    "referred and decided after the extract": late(
        "Referred on",
        "RG on",
        "CG on",
        "Reconsideration asked",
        "Crime recorded on",
        nrm(
            referred=LATER,
            RG="Positive",
            RG_on=LATER,
            CG="Positive",
            CG_on="2023-06-01",
            Reconsideration_asked=LATER,
            Crime_recorded_on=LATER,
        ),
    ),
    "decided sooner than the law allows": noted(
        "CG on is sooner after RG on than the least wait by law (row 2).",
        f"{NO_PANEL} (row 4).",
        nrm("N-1", **POSITIVE, CG="Positive", CG_on="2022-02-27"),
        nrm("N-2", **POSITIVE, CG="Positive", CG_on="2022-02-28"),
        nrm(
            "N-3", **POSITIVE, CG="Positive", CG_on="2022-02-01", Decided_by="Local authority panel"
        ),
    ),
    "a panel decides on a child who is nearly 18": noted(
        "Decided by is Local authority panel, less than 100 days before the child is 18 (row 2).",
        f"{NO_PANEL} (2 rows: 2, 3).",
        entry(Date_of_birth="2004-04-19"),
        entry("CT-2", Date_of_birth="2004-04-20"),
        nrm("N-1", Decided_by="Local authority panel"),
        nrm("N-2", Tracker_ref="CT-2", Decided_by="Local authority panel"),
    ),
    "a panel decides, and where the child lives is not known": noted(
        entry(Home_area=""), nrm(Decided_by="Local authority panel")
    ),
    "county lines without criminal exploitation": noted(
        "County lines is Yes, but Criminal is not (row 2).", nrm(Criminal="")
    ),
    "messages of the SCA after the extract": late(
        "Received on",
        "Reviewed on",
        "Actioned on",
        sca(received=LATER, Reviewed_on=LATER, Finding="For us", Actioned_on=LATER, Action="Visit"),
    ),
    "what was to be proposed was not": noted(
        "Action is Proposed for tracker, but the child was not proposed within 31 days "
        "(2 rows: 3, 4).",
        entry(Proposed="2022-02-12"),
        entry("CT-2", Proposed="2022-02-13"),
        *[
            sca(
                ref,
                Tracker_ref=child,
                Reviewed_on="2022-01-11",
                Finding="For us",
                Actioned_on=actioned,
                Action="Proposed for tracker",
            )
            for ref, child, actioned in (
                ("S-1", "CT-1", "2022-01-12"),
                ("S-2", "CT-2", "2022-01-12"),
                ("S-3", "CT-1", "2022-10-21"),
                ("S-4", "CT-1", "2022-10-22"),  # on the day of the extract it may yet be
            )
        ],
    ),
}
