"""Commands that give out figures, releases and packs."""
