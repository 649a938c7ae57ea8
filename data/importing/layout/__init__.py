"""The table inside a workbook as people keep it: its sheets unpacked, and its headings found."""
