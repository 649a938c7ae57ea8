"""Changes of accounts that one person proposed, for another to approve."""

from dashboard.components import frame
from dashboard.screens import account_forms, administration
from queries.access import Grant

run = frame.page("Approvals", Grant.APPROVALS, is_filtered=False)
account_forms.said()
account_forms.approvals(administration.waiting(run.viewer))
