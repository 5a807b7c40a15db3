"""The formats of other programs: what each file means, and how it is written."""
