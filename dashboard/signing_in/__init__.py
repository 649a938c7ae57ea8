"""Signing in and out: the form, the cookie, the session and the identity provider."""
