"""Disclosure control: which counts of a month-end release are shown."""
