"""The tests, a folder for each topic."""
