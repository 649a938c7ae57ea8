"""One file per screen, each reading as its screen does."""
