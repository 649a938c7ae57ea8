"""The project itself: its layout, documents, locks, spellings and commands."""
