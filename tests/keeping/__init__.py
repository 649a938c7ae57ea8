"""Looking after the database: copies, migrations, roles, checks, undone and killed imports."""
