"""Rows that break a rule of a sheet, and what the importer reports."""
