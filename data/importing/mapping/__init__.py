"""How the sheets, headings and words of a force's own workbook become those of an import."""
