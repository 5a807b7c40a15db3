"""What each command does: it reads its options, calls what does the work, and prints what came of it."""
