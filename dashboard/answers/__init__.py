"""Answers between the database and the pages: asked, kept, and made ready for new imports."""
