"""Options that several commands share, gathered in one object instead of a long list of arguments.

A command asks for them with a decorator and receives them as its first argument::

    @click.command()
    @click.argument("scenario", type=click.Path(path_type=Path))
    @run_options
    def command(options: RunOptions, scenario: Path) -> None: ...
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import Any, Literal, TypeVar

import click

Engine = Literal["compiled", "simpy"]
Callback = Callable[..., Any]
Options = TypeVar("Options")

DEFAULT_REPLICATIONS = 100
DEFAULT_SEED = 1
MAX_REPLICATIONS = 1_000_000
MAX_SEED = 2**63 - 1


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """How a command answers."""

    as_json: bool
    """Print one JSON document on stdout instead of text."""
    quiet: bool
    """Print no progress and no remarks, only the answer and errors."""


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a simulation is carried out, and how the command answers."""

    replications: int
    """Independent repetitions of the same plan [replication]."""
    seed: int
    """Key of all random numbers: the same seed gives the same results."""
    workers: int
    """Replications simulated at the same time; 0 = one for each processor [worker]."""
    engine: Engine
    """`compiled` is fast; `simpy` is the readable twin that gives the same events."""
    antithetic: bool
    """Pairs of replications that mirror one another's luck."""
    out: Path | None
    """Folder for the results, None for the place the command chooses."""
    as_json: bool
    """Print one JSON document on stdout instead of text."""
    quiet: bool
    """Print no progress and no remarks, only the answer and errors."""


_OUTPUT = (
    click.option("--json", "as_json", is_flag=True, help="Print one JSON document instead of text."),
    click.option("-q", "--quiet", is_flag=True, help="Print only the answer and errors."),
)

_RUN = (
    click.option(
        "-n",
        "--replications",
        type=click.IntRange(1, MAX_REPLICATIONS),
        default=DEFAULT_REPLICATIONS,
        show_default=True,
        help="Independent repetitions of the same plan.",
    ),
    click.option(
        "--seed",
        type=click.IntRange(0, MAX_SEED),
        default=DEFAULT_SEED,
        show_default=True,
        help="Key of all random numbers.",
    ),
    click.option(
        "--workers",
        type=click.IntRange(0, 1024),
        default=0,
        help="Replications at the same time.  [default: one for each processor]",
    ),
    click.option(
        "--engine",
        type=click.Choice(["compiled", "simpy"]),
        default="compiled",
        show_default=True,
        help="The fast engine, or its readable twin.",
    ),
    click.option(
        "--antithetic",
        is_flag=True,
        help="Pair replications that mirror each other's luck; needs an even number.",
    ),
    click.option(
        "-o",
        "--out",
        type=click.Path(file_okay=False, path_type=Path),
        help="Folder for the results.",
    ),
    *_OUTPUT,
)


def _gather(kind: type[Options], fields: tuple[str, ...], callback: Callback) -> Callback:
    """Wrap a command so that the named options arrive as one object."""

    def command(**values: Any) -> Any:
        options = kind(**{name: values.pop(name) for name in fields})
        return callback(options, **values)

    return update_wrapper(command, callback)


def run_options(callback: Callback) -> Callback:
    """Add the options of a simulation; the command receives a RunOptions first."""
    wrapped = _gather(RunOptions, tuple(RunOptions.__dataclass_fields__), callback)
    for option in reversed(_RUN):
        wrapped = option(wrapped)
    return wrapped


def output_options(callback: Callback) -> Callback:
    """Add `--json` and `--quiet`; the command receives an OutputOptions first."""
    wrapped = _gather(OutputOptions, tuple(OutputOptions.__dataclass_fields__), callback)
    for option in reversed(_OUTPUT):
        wrapped = option(wrapped)
    return wrapped
