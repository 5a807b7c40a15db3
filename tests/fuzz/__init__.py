"""Feeds the program with bytes that a fuzzer makes up, and raises where something is lost, hangs, or breaks off."""
