"""Commands for administering the dashboard: accounts, agreements and the access log."""
