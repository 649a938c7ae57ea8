"""Questions about the dashboard itself: imports, accounts, the access log and reference data."""
