"""Writes results: whole or not at all, so that a run which broke off can be gone on with."""
