"""Claims about what the program does, and the measurements behind its figures."""
