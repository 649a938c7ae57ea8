"""Workbooks of any layout: unpacking their sheets, and finding the headings of the table."""
