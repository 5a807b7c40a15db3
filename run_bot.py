"""Starts the program from a checkout: `python run_bot.py`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
