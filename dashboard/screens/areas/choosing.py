"""A choice that is kept in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

import streamlit as st

T = TypeVar("T")


def choice(label: str, key: str, options: Mapping[str, T], names: Mapping[str, str]) -> T:
    """Let the reader choose an option; returns it."""
    name = st.selectbox(
        label,
        list(options),
        format_func=lambda option: names.get(option, option),
        key=key,
        bind="query-params",
        width=230,
    )
    return options[name]
