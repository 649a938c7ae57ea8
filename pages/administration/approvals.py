"""Changes of accounts and agreements that one person proposed, for another to approve."""

from dashboard.components import frame
from dashboard.screens.accounts import administration, agreements
from dashboard.screens.accounts import forms as account_forms
from queries.access import Grant

run = frame.page("Approvals", Grant.APPROVALS, is_filtered=False)
account_forms.show_outcome()
account_forms.approvals(administration.proposals_waiting(run.viewer))
agreements.approvals(agreements.every_agreement(run.viewer))
