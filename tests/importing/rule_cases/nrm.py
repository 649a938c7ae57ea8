"""Wrong and unusual rows of the sheets of the National Referral Mechanism."""

from __future__ import annotations

from typing import Any

from tests.invented.workbooks import entry, nrm, sca

LATER = "2022-11-23"
POSITIVE = {"RG": "Positive", "RG_on": "2022-01-14"}

WRONG_NRM: dict[str, Any] = {
    "NRM referral of a child who is not there": (
        {"tracker": [entry()], "nrm": [nrm(Tracker_ref="CT-2")]},
        ("nrm", 2, "Tracker ref", "CT-2"),
    ),
    "the same NRM referral twice": (
        {"tracker": [entry()], "nrm": [nrm(), nrm()]},
        ("nrm", 3, "NRM ref", "N-1"),
    ),
    "reasonable grounds decided before the referral": (
        {"tracker": [entry()], "nrm": [nrm(RG="Positive", RG_on="2022-01-09")]},
        ("nrm", 2, "RG on", "2022-01-09"),
    ),
    "conclusive grounds decided before reasonable ones": (
        {"tracker": [entry()], "nrm": [nrm(**POSITIVE, CG="Positive", CG_on="2022-01-13")]},
        ("nrm", 2, "CG on", "2022-01-13"),
    ),
    "a decision on reasonable grounds without a day": (
        {"tracker": [entry()], "nrm": [nrm(RG="Negative")]},
        ("nrm", 2, "RG on", None),
    ),
    "a decision on conclusive grounds without a day": (
        {"tracker": [entry()], "nrm": [nrm(**POSITIVE, CG="Negative")]},
        ("nrm", 2, "CG on", None),
    ),
    "a day of a decision that is awaited": (
        {"tracker": [entry()], "nrm": [nrm(RG_on="2022-01-14")]},
        ("nrm", 2, "RG on", "2022-01-14"),
    ),
    "a day of conclusive grounds that are awaited": (
        {"tracker": [entry()], "nrm": [nrm(**POSITIVE, CG="Awaiting", CG_on="2022-06-14")]},
        ("nrm", 2, "CG on", "2022-06-14"),
    ),
    "conclusive grounds without positive reasonable ones": (
        {"tracker": [entry()], "nrm": [nrm(CG="Awaiting")]},
        ("nrm", 2, "CG", "Awaiting"),
    ),
    "no answer about conclusive grounds": (
        {"tracker": [entry()], "nrm": [nrm(CG="")]},
        ("nrm", 2, "CG", None),
    ),
    "the same message of the SCA twice": (
        {"tracker": [entry()], "sca_in": [sca(), sca()]},
        ("sca_in", 3, "SCA ref", "S-1"),
    ),
    "a message of the SCA about a child who is not there": (
        {"tracker": [entry()], "sca_in": [sca(Tracker_ref="CT-2")]},
        ("sca_in", 2, "Tracker ref", "CT-2"),
    ),
    "reviewed before it was received": (
        {"tracker": [entry()], "sca_in": [sca(Reviewed_on="2022-01-09", Finding="For us")]},
        ("sca_in", 2, "Reviewed on", "2022-01-09"),
    ),
    "actioned before it was reviewed": (
        {
            "tracker": [entry()],
            "sca_in": [
                sca(
                    Reviewed_on="2022-01-12",
                    Finding="For us",
                    Actioned_on="2022-01-11",
                    Action="Visit",
                )
            ],
        },
        ("sca_in", 2, "Actioned on", "2022-01-11"),
    ),
    "a finding without a review": (
        {"tracker": [entry()], "sca_in": [sca(Finding="For us")]},
        ("sca_in", 2, "Finding", "For us"),
    ),
    "a review without a finding": (
        {"tracker": [entry()], "sca_in": [sca(Reviewed_on="2022-01-11")]},
        ("sca_in", 2, "Reviewed on", "2022-01-11"),
    ),
    "an action without its day": (
        {
            "tracker": [entry()],
            "sca_in": [sca(Reviewed_on="2022-01-11", Finding="For us", Action="Visit")],
        },
        ("sca_in", 2, "Action", "Visit"),
    ),
    "a day of action without the action": (
        {
            "tracker": [entry()],
            "sca_in": [sca(Reviewed_on="2022-01-11", Finding="For us", Actioned_on="2022-01-12")],
        },
        ("sca_in", 2, "Actioned on", "2022-01-12"),
    ),
}

UNUSUAL_NRM: dict[str, Any] = {
    "referred and decided after the extract": (
        {
            "tracker": [entry()],
            "nrm": [
                nrm(
                    referred=LATER,
                    RG="Positive",
                    RG_on=LATER,
                    CG="Positive",
                    CG_on="2023-06-01",
                    Reconsideration_asked=LATER,
                    Crime_recorded_on=LATER,
                )
            ],
        },
        "nrm",
        "Referred on is after the date of the extract (row 2).\n"
        "RG on is after the date of the extract (row 2).\n"
        "CG on is after the date of the extract (row 2).\n"
        "Reconsideration asked is after the date of the extract (row 2).\n"
        "Crime recorded on is after the date of the extract (row 2).",
    ),
    "decided sooner than the law allows": (
        {
            "tracker": [entry()],
            "nrm": [
                nrm("N-1", **POSITIVE, CG="Positive", CG_on="2022-02-27"),
                nrm("N-2", **POSITIVE, CG="Positive", CG_on="2022-02-28"),
                nrm(
                    "N-3",
                    **POSITIVE,
                    CG="Positive",
                    CG_on="2022-02-01",
                    Decided_by="Local authority panel",
                ),
            ],
        },
        "nrm",
        "CG on is sooner after RG on than the least wait by law (row 2).",
    ),
    "a panel decides on a child who is nearly 18": (
        {
            "tracker": [
                entry(Date_of_birth="2004-04-19"),
                entry("CT-2", Date_of_birth="2004-04-20"),
            ],
            "nrm": [
                nrm("N-1", Decided_by="Local authority panel"),
                nrm("N-2", Tracker_ref="CT-2", Decided_by="Local authority panel"),
            ],
        },
        "nrm",
        "Decided by is Local authority panel, less than 100 days before the child is 18 (row 2).",
    ),
    "county lines without criminal exploitation": (
        {"tracker": [entry()], "nrm": [nrm(Criminal="")]},
        "nrm",
        "County lines is Yes, but Criminal is not (row 2).",
    ),
    "messages of the SCA after the extract": (
        {
            "tracker": [entry()],
            "sca_in": [
                sca(
                    received=LATER,
                    Reviewed_on=LATER,
                    Finding="For us",
                    Actioned_on=LATER,
                    Action="Visit",
                )
            ],
        },
        "sca_in",
        "Received on is after the date of the extract (row 2).\n"
        "Reviewed on is after the date of the extract (row 2).\n"
        "Actioned on is after the date of the extract (row 2).",
    ),
    "what was to be proposed was not": (
        {
            "tracker": [entry(Proposed="2022-02-12"), entry("CT-2", Proposed="2022-02-13")],
            "sca_in": [
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
        },
        "sca_in",
        "Action is Proposed for tracker, but the child was not proposed within 31 days (2 rows: "
        "3, 4).",
    ),
}
