"""Changes of accounts and agreements that one person proposed, for another to approve."""

from dashboard.components import frame
from dashboard.components.failure import say_outcome
from dashboard.screens.accounts import administration, agreements
from dashboard.screens.accounts import forms as account_forms
from queries.access import Grant

run = frame.page("Approvals", Grant.APPROVALS, is_filtered=False)
say_outcome(account_forms.OUTCOME)
account_forms.approvals(administration.proposals_waiting(run.viewer))
agreements.approvals(agreements.every_agreement(run.viewer))
