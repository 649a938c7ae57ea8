"""The pages that show figures and records of the tracker, intelligence and the NSD rollout."""
