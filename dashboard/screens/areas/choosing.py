"""A choice that is kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

from dashboard.components import links

CHOICES = "choices of an area summary"
T = TypeVar("T")


def choice(
    label: str, key: str, options: Mapping[str, T], names: Mapping[str, str], *, also: str = ""
) -> T:
    """Let the reader choose an option; returns it. One option alone is no choice, and is not drawn.

    A link may ask for an option by its name or its code, as `key` or else as `also`. One that is
    not offered is noted as a problem of `CHOICES`.
    """
    labels = {option: names.get(option, option) for option in options}
    is_drawn = len(options) > 1
    given = st.query_params.get(key) if is_drawn else links.newly_given(key)
    asked = given or (links.newly_given(also) if also else None)
    meant = links.value_for(asked, labels) if asked else None
    if is_drawn and meant and given not in labels.values():
        st.session_state[key] = meant
    chosen = next(iter(options))
    if is_drawn:
        chosen = st.selectbox(
            label,
            list(options),
            format_func=lambda option: labels.get(option, option),
            key=key,
            bind="query-params",
            width=230,
        )
    if asked and meant is None:
        links.refuse_not_offered(asked, label, labels[chosen], CHOICES)
    return options[chosen]
