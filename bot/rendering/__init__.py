"""Renders a reply as blocks, plain text or Markdown, without knowing what it is shown on."""
