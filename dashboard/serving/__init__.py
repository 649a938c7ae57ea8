"""The server: how the dashboard is started, kept warm and answers requests."""
