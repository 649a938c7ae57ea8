"""Drawings of what is done for children, one file a subject."""
