"""The sheets of what is done for children, one file a sheet."""

from data.sheets.safeguarding.education import EDUCATION
from data.sheets.safeguarding.missing import MISSING
from data.sheets.safeguarding.not_applicable import NOT_APPLICABLE
from data.sheets.safeguarding.referrals import REFERRALS
from data.sheets.safeguarding.searches import SEARCHES
from data.sheets.safeguarding.visits import VISITS

__all__ = ["EDUCATION", "MISSING", "NOT_APPLICABLE", "REFERRALS", "SEARCHES", "VISITS"]
