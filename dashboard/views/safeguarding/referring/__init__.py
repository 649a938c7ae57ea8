"""Views of referrals to other agencies, the NRM, and how soon they answer."""
