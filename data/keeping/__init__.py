"""Looking after the database: checks, the history of imports, undoing, copies, and retention."""
