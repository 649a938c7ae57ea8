"""The server: starting the dashboard, working ahead, and answering requests."""
