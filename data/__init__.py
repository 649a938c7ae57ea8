"""Writing: the tables, the databases they live in, and the importer that fills them."""
