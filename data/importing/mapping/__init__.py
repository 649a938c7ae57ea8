"""Mappings: how the sheets, headings and words of a force's own workbook become known ones."""
