"""Makes this process forget its settings and answers, between two databases."""

from __future__ import annotations

import streamlit as st

from dashboard.settings import settings


def forget() -> None:
    """Forget the settings, and every answer and engine that is kept."""
    settings.cache_clear()
    st.cache_data.clear()
    st.cache_resource.clear()
