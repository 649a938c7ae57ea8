"""Wrong and unusual rows of the sheet of children found in criminal situations."""

from __future__ import annotations

from tests.importing.rule_cases.case import LATER, late, noted, wrong
from tests.invented.workbooks import encounter

WRONG_ENCOUNTERS = {
    "a child found who is not there": wrong("Tracker ref", encounter(Tracker_ref="CT-2")),
    "the same encounter twice": wrong("Encounter ref", encounter(), encounter()),
    "decided before the child was found": wrong("Decided on", encounter(Decided_on="2022-01-09")),
}

UNUSUAL_ENCOUNTERS = {
    "found and decided after the extract": late(
        "Happened on", "Decided on", encounter(happened=LATER, Decided_on=LATER)
    ),
    "a suspect without a reason": noted(
        "Reason is not given for a child who is treated as a suspect (2 rows: 2, 3).",
        encounter("E-1", Treated_as="Suspect"),
        encounter("E-2", Treated_as="Both"),
        encounter("E-3", Treated_as="Suspect", Reason="Other"),
        encounter("E-4", Treated_as="Not decided"),
    ),
    "a suspect without the defence considered": noted(
        "Section 45 considered is No for a child who is treated as a suspect (row 2).",
        encounter("E-1", Treated_as="Both", Reason="Other", Section_45_considered="No"),
        encounter("E-2", Section_45_considered="No"),
    ),
    "charged before the NRM decides": noted(
        "Crime outcome is Charged, although the NRM had not decided yet (row 2).",
        encounter("E-1", NRM_at_the_time="RG positive", Crime_outcome="Charged"),
        encounter("E-2", NRM_at_the_time="CG positive", Crime_outcome="Charged"),
        encounter("E-3", NRM_at_the_time="None", Crime_outcome="Charged"),
    ),
}
