"""Workbooks as people keep them, and as an attacker would make them."""
