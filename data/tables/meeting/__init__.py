"""The monthly meeting: decisions, packs, what is issued to partners, and annotations of trends."""
