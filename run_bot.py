"""Starts the program from a checkout: `python run_bot.py`."""

import sys

if __name__ == "__main__":
    try:
        from bot.cli import main

        sys.exit(main())
    except ModuleNotFoundError as missing:
        print(f"{missing.name} is not installed; run: {sys.executable} -m pip install .", file=sys.stderr)
        sys.exit(2)
