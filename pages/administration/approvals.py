"""Changes of accounts that one person proposed, for another to approve."""

from dashboard.components import frame
from dashboard.screens.accounts import administration
from dashboard.screens.accounts import forms as account_forms
from queries.access import Grant

run = frame.page("Approvals", Grant.APPROVALS, is_filtered=False)
account_forms.said()
account_forms.approvals(administration.waiting(run.viewer))
