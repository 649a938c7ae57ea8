"""Releases for partners: how they are made, stored, shown and logged."""
