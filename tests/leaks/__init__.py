"""Nothing reaches a reader who may not see it, by whatever way out there is."""
