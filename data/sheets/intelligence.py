"""Intelligence reports, and the children named in them."""

from data.recording.counting import count_reports_by_day
from data.recording.writing import within_days_covered
from data.sheets.declaration import Field, Sheet
from data.sheets.rules import area_exists, refers_to
from data.sheets.tracker import TRACKER
from data.tables import COUNTY_LINES, intelligence_link, intelligence_report

c = intelligence_report.c

INTELLIGENCE = Sheet(
    "intelligence",
    intelligence_report,
    (
        Field(
            "Report ref",
            c.report_ref,
            also=("Ref", "Intel ref", "Report no", "Log no", "URN", "Log number"),
        ),
        Field(
            "Submitted",
            c.submitted_on,
            ahead=False,
            also=("Date", "Date submitted", "Submitted on", "Report date"),
        ),
        Field(
            "Flag",
            c.flag,
            required=True,
            empty="",
            spelt=(COUNTY_LINES,),
            also=("Flags", "Marker", "Tag", "Theme"),
        ),
        Field("Area", c.area_code, listed="areas", also=("Beat", "Neighbourhood", "NPA")),
        Field(
            "Tracker refs",
            intelligence_link.c.child_ref,
            several=True,
            also=("Children", "Linked children", "Nominals", "Linked", "Linked refs", "CLVT refs"),
        ),
    ),
    about="each report",
    rules=(
        area_exists(lambda row, _: row.submitted_on),
        refers_to(
            TRACKER,
            "child_ref",
            problem="{0} names a child who is not on the tracker, and never was",
            remedy="",
        ),
    ),
    writes=within_days_covered("submitted_on", after_change=count_reports_by_day),
    also=("Intel", "Reports", "Logs"),
)
