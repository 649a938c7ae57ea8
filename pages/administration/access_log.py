"""Who saw what, when and why, and whether the log of it is whole."""

from dashboard.components import frame
from dashboard.screens import access_log
from queries.access import Grant

access_log.show(frame.page("Access log", Grant.ACCESS_LOG, is_filtered=False))
