"""Signing in, with a password or through an identity provider."""
