"""What is said to a message: each handler speaks in its turn, or leaves it to the next."""
