"""A choice that is kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def choice(label: str, key: str, options: Mapping[str, T], names: Mapping[str, str]) -> T:
    """The option that is chosen; what is not among the options is no choice."""
    name = st.selectbox(
        label,
        list(options),
        format_func=lambda option: names.get(option, option),
        key=key,
        bind="query-params",
        width=230,
    )
    return options[name]
