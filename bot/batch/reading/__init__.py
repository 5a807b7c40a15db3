"""Reads files of questions into rows, whatever is in them."""
