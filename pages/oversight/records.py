"""The records behind a figure, and one child's history: for a stated purpose, and logged."""

from dashboard.components import frame
from dashboard.screens import records
from queries.access import Grant

records.show(frame.page("Records", Grant.RECORDS))
