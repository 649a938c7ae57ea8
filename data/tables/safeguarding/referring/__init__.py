"""Referrals to other agencies, and the NRM."""
