"""Dashboards that tests start, tabs and browsers that visit them, and tests of servers."""
