"""Screens that open over the conversation: pickers, help, explanations, exercises, saving."""
