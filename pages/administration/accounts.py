"""Who may sign in, and as what: for administrators, who see no figures."""

import streamlit as st

from dashboard.answers import uncached
from dashboard.components import frame
from dashboard.components.failure import say_outcome
from dashboard.screens.accounts import administration, agreements
from dashboard.screens.accounts import forms as account_forms
from dashboard.signing_in import oidc
from queries.access import Grant
from queries.administration import accounts

run = frame.page("Accounts", Grant.ACCOUNTS)
people = {each.username: each for each in administration.people(run.viewer)}
areas = uncached.answer(accounts.areas_to_speak_for, run.viewer).pairs()
say_outcome(account_forms.OUTCOME)
account_forms.table(people, areas)

left, right = st.columns(2)
with left:
    st.subheader("Change an account")
    name = st.selectbox("Account", list(people), key="accounts: account")
    if name:
        account_forms.active_form(people[name])
    if name and not oidc.is_on():
        account_forms.role_form(people[name], areas)
        account_forms.password_form(people[name])
with right:
    st.subheader("Propose an account")
    if oidc.is_on():
        st.markdown(
            "The identity provider says who may sign in, with which role and areas. An account "
            "appears here at the first sign-in, and can be disabled here."
        )
    else:
        account_forms.new_account_form(areas)
agreements.panel(agreements.every_agreement(run.viewer), people, areas)
