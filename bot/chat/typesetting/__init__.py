"""Makes lines of a reply: paragraphs, wrapped into a column, with what each part of a line leads to."""
