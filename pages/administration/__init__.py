"""The pages about accounts, sessions and the access log."""
