"""Screens that open over the conversation: pickers, help, explanations, the breathing exercise, saving."""
