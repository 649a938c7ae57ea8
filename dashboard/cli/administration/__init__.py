"""Commands for whoever administers the dashboard: accounts, agreements and the access log."""
