"""Questions about referrals to other agencies, the NRM, and how soon they answer."""
