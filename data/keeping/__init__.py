"""Keeping the database: is it whole, what was imported, taking an import back, and copies of it."""
