"""Access: roles and grants, accounts, and the access log."""
