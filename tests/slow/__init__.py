"""The slow answers: the answer to every question in plain Python, from lists of records."""
