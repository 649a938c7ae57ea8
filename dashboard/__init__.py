"""The application: everything a person touches that is not a page."""
