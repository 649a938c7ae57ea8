"""Answers between the database and the pages: fetched, cached, and prepared after an import."""
