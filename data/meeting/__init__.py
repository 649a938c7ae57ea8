"""What the monthly meeting decided, and the packs that were issued for it."""
