"""What partners are shown under an information-sharing agreement."""
