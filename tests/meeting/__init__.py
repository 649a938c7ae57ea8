"""Tests of the monthly meeting."""
