"""What opens over the conversation: lists to pick from, help, explanations, the breathing exercise, saving."""
