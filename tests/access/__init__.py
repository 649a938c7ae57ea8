"""Who may see what, accounts, and the log of who looked."""
