"""The process behind the `foresell` command and `python -m foresell`: how it begins and how it ends."""

import atexit
import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn

from foresell.cli import main

_OBJECTS_BETWEEN_COLLECTIONS = 500_000
"""Importing the libraries makes about a million objects that stay; looking through them for garbage after
every 700, as Python would, takes a sixth of a short run."""


def run() -> NoReturn:
    """Run the command line in a process of its own and end it."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    leave(main())


def leave(code: int) -> NoReturn:
    """End the process after its exit handlers, without taking the libraries to pieces first (0.3 s).

    Parameters
    ----------
    code : exit code
    """
    atexit._run_exitfuncs()  # noqa: SLF001 what the interpreter itself calls at its end
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    run()
