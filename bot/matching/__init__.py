"""Finds the intents that a question could mean, and how sure that is."""
