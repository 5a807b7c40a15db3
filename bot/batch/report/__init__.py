"""What is reported at the end of a batch: counts, their summary for a terminal, and an HTML page."""
