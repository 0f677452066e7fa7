"""Let `python -m foresell` do what the `foresell` command does."""

import sys

from foresell.cli import main

if __name__ == "__main__":
    sys.exit(main())
