"""Questions about month-end area releases, and the counts that they are made from."""
