"""Measures the answers of a library: against labelled questions, or by leaving out parts of its own examples."""
