"""Wrong and unusual rows of the sheet of children found in criminal situations."""

from __future__ import annotations

from typing import Any

from tests.invented.workbooks import encounter, entry

LATER = "2022-11-23"

WRONG_ENCOUNTERS: dict[str, Any] = {
    "a child found who is not there": (
        {"tracker": [entry()], "encounters": [encounter(Tracker_ref="CT-2")]},
        ("encounters", 2, "Tracker ref", "CT-2"),
    ),
    "the same encounter twice": (
        {"tracker": [entry()], "encounters": [encounter(), encounter()]},
        ("encounters", 3, "Encounter ref", "E-1"),
    ),
    "decided before the child was found": (
        {"tracker": [entry()], "encounters": [encounter(Decided_on="2022-01-09")]},
        ("encounters", 2, "Decided on", "2022-01-09"),
    ),
}

UNUSUAL_ENCOUNTERS: dict[str, Any] = {
    "found and decided after the extract": (
        {"tracker": [entry()], "encounters": [encounter(happened=LATER, Decided_on=LATER)]},
        "encounters",
        "Happened on is after the date of the extract (row 2).\n"
        "Decided on is after the date of the extract (row 2).",
    ),
    "a suspect without a reason": (
        {
            "tracker": [entry()],
            "encounters": [
                encounter("E-1", Treated_as="Suspect"),
                encounter("E-2", Treated_as="Both"),
                encounter("E-3", Treated_as="Suspect", Reason="Other"),
                encounter("E-4", Treated_as="Not decided"),
            ],
        },
        "encounters",
        "Reason is not given for a child who is treated as a suspect (2 rows: 2, 3).",
    ),
    "a suspect without the defence considered": (
        {
            "tracker": [entry()],
            "encounters": [
                encounter("E-1", Treated_as="Both", Reason="Other", Section_45_considered="No"),
                encounter("E-2", Section_45_considered="No"),
            ],
        },
        "encounters",
        "Section 45 considered is No for a child who is treated as a suspect (row 2).",
    ),
    "charged before the NRM decides": (
        {
            "tracker": [entry()],
            "encounters": [
                encounter("E-1", NRM_at_the_time="RG positive", Crime_outcome="Charged"),
                encounter("E-2", NRM_at_the_time="CG positive", Crime_outcome="Charged"),
                encounter("E-3", NRM_at_the_time="None", Crime_outcome="Charged"),
            ],
        },
        "encounters",
        "Crime outcome is Charged, although the NRM had not decided yet (row 2).",
    ),
}
