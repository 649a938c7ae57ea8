"""The sheets about the panels that hear children, one file each."""

from data.sheets.safeguarding.panels.panel_actions import PANEL_ACTIONS
from data.sheets.safeguarding.panels.panel_attendance import PANEL_ATTENDANCE
from data.sheets.safeguarding.panels.panel_list import PANEL_LIST
from data.sheets.safeguarding.panels.panel_meetings import PANEL_MEETINGS
from data.sheets.safeguarding.panels.toolkits import TOOLKITS

__all__ = ["PANEL_ACTIONS", "PANEL_ATTENDANCE", "PANEL_LIST", "PANEL_MEETINGS", "TOOLKITS"]
