"""The pages that show what is done for children."""
