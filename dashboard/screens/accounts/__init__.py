"""What the pages about accounts, approvals and sessions draw."""
