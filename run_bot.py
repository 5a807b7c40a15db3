"""Starts the program from a checkout: `python run_bot.py`."""

import sys

try:
    from bot.cli import main
except ModuleNotFoundError as missing:
    print(f"{missing.name} is not installed; run: {sys.executable} -m pip install .", file=sys.stderr)
    sys.exit(2)

if __name__ == "__main__":
    sys.exit(main())
