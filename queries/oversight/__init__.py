"""Questions about the tracker, its movement, intelligence and the NSD rollout."""
