"""Everybody's own password."""

import streamlit as st

from dashboard.components import frame
from dashboard.components.failure import say_outcome
from dashboard.screens.accounts import administration
from queries.access import Grant

_OUTCOME = "my password: said"

run = frame.page("My password", *Grant, is_filtered=False, is_own=True)  # anybody with a grant
if run.viewer.must_change_password:
    st.info("Your password was for this one sign-in. Choose your own, and the dashboard opens.")
st.markdown(
    "At least 12 characters: three or four words that have nothing to do with each other are good. "
    "You will be signed out everywhere else."
)


def change() -> None:
    """Change it, and say how that went."""
    fields = (st.session_state[key] for key in ("present", "new", "again"))
    problem = administration.change_own_password(*fields)
    st.session_state[_OUTCOME] = problem, "Your password is changed."


with st.form("my password", clear_on_submit=True, width=560):
    st.text_input("Current password", type="password", key="present", autocomplete="off")
    st.text_input("New password", type="password", key="new", autocomplete="new-password")
    st.text_input("New password again", type="password", key="again", autocomplete="new-password")
    st.form_submit_button("Change my password", on_click=change, type="primary")
say_outcome(_OUTCOME)
