"""Slow answers to the questions about the tracker, intelligence and the rollout."""
