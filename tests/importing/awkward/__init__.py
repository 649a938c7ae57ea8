"""Workbooks as people keep them, and as somebody hostile would make them."""
