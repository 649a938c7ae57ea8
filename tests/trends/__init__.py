"""Month ends, and what is said of a series of months."""
