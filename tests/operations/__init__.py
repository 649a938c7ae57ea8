"""Running the dashboard: files that arrive, outages, and installing it."""
