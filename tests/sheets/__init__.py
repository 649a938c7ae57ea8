"""The declarations of sheets, and the steps that make a sheet complete."""
