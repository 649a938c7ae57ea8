"""Month-end counts, and the verdicts about series of months."""
