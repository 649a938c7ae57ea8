"""Releases for partners: made, kept, seen and logged."""
