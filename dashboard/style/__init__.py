"""How things look and read: colours, words and tables."""
