"""Brings question-and-answer pairs into a library, and out of one: CSV, Azure's TSV, Rasa's YAML, a page to review."""
