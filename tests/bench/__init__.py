"""How fast the dashboard is, against an app of the same elements with constant data."""
