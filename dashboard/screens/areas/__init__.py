"""What the page about one area draws: a month-end release, or what was issued to a partner."""
