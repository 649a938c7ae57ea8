"""Nothing reaches a reader who may not see it, by any way out of the system."""
