"""Measurements behind the program's figures and constants; each module prints its own when run."""
