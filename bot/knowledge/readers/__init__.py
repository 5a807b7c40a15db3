"""Reads each kind of file of a library, and notes all that is wrong with it."""
