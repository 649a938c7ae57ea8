"""The stages of the NSD rollout in each area."""

from data.sheets.declaration import Field, Sheet
from data.sheets.rules import area_exists
from data.tables import nsd_stage

c = nsd_stage.c

NSD_STAGES = Sheet(
    "nsd_stages",
    nsd_stage,
    (
        Field(
            "Area",
            c.area_code,
            listed="areas",
            also=("District", "District / area", "Neighbourhood"),
        ),
        Field(
            "Stage",
            c.stage,
            listed="stages",
            also=("Status", "Stage reached", "Progress", "Position", "Where are we"),
        ),
        Field(
            "From",
            c.from_on,
            also=("Date", "Date from", "Date started", "Date reached", "Started", "Since"),
        ),
        Field("Target", c.target_on, also=("Target date", "Go live by", "Go live date", "Due")),
    ),
    about="each stage that an area has reached, from which day on",
    rules=(area_exists(lambda row, _: row.from_on),),
    also=("NSD", "Rollout", "Stages"),
    covers_all_days=True,
)
