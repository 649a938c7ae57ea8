"""What one page alone needs, one file for each page."""
