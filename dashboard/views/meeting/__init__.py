"""The monthly meeting, in words and tables."""
