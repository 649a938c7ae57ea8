"""How each question is told: the finding in words, the marks of its chart, and its table."""
