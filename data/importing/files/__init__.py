"""From workbooks and CSV files to rows, each with its number."""
