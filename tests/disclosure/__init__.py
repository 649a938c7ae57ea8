"""Disclosure control, and attackers who try to work out what a release hides."""
