"""Reads a message: what it asks, picks or answers, in which language, and whether it raises an alarm."""
