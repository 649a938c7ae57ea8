"""What the dashboard promises, by topic."""
