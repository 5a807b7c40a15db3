"""How a reply reads: as blocks, as plain text, as Markdown. Nothing here knows a screen."""
