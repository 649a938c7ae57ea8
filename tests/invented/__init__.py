"""Invented data: records and random rows, and the workbooks that a force would import."""
