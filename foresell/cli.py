"""The `foresell` command: finds the sub-command asked for, and turns errors into messages and exit codes.

Exit codes: 0 done, 2 bad input or usage, 3 run failed, 4 resource limit, 5 gate not met, 130 interrupted.
Sub-commands live in `foresell.commands.<verb>` and are imported only when they are called, so that help
and checks answer at once.
"""

import difflib
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click
from click.shell_completion import CompletionItem

from foresell import __version__
from foresell.startup import installation_problem

COMMANDS: Mapping[str, str] = {
    "new": "Start a folder with a scenario of your own.",
    "check": "Find every problem in a scenario before it runs.",
    "schema": "Print the JSON Schema of scenarios, for editors.",
    "explain": "Show where each value of a scenario comes from.",
    "run": "Simulate one scenario.",
    "compare": "Simulate several plans under the same luck and compare them.",
    "targets": "Find targets that are met with a chosen chance.",
    "calibrate": "Fit a scenario to the company's own history.",
    "report": "Write the report of a finished run.",
    "trace": "List the events of one replication.",
    "export-crm": "Write a simulated history as CRM tables.",
    "demo": "Run the built-in company and write its report.",
}

INTERRUPTED = 130
OUT_OF_MEMORY = 4
NO_ACCESS = 3
MIXED_UP_INSTALLATION = 3


class LazyGroup(click.Group):
    """A group whose sub-commands are listed in a table and imported only when they are called."""

    def __init__(
        self, *, summaries: Mapping[str, str] = COMMANDS, package: str = "foresell.commands", **settings: Any
    ) -> None:
        super().__init__(**settings)
        self.summaries = summaries
        self.package = package

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table, which is the order of use."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of one sub-command and return its `command`."""
        if cmd_name not in self.summaries:
            return None
        module = import_module(f"{self.package}.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the sub-command, or name the one that was probably meant."""
        name = args[0]
        if name not in self.summaries and not name.startswith("-") and not ctx.resilient_parsing:
            ctx.fail(f"no command '{name}'{did_you_mean(name, self.summaries)}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the sub-commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.summaries.items()))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete names from the table, without importing the sub-commands."""
        options = click.Command.shell_complete(self, ctx, incomplete)
        names = [name for name in self.summaries if name.startswith(incomplete)]
        return [*(CompletionItem(name, help=self.summaries[name]) for name in names), *options]


def did_you_mean(name: str, known: Mapping[str, str]) -> str:
    """Half a sentence that offers the nearest known name, or the list when none is near."""
    nearest = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    return f" (did you mean '{nearest[0]}'?)" if nearest else f"; choose from {', '.join(known)}"


@click.group(
    cls=LazyGroup,
    context_settings={"auto_envvar_prefix": "FORESELL", "help_option_names": ["-h", "--help"]},
    epilog="Every option can be set in the environment: FORESELL_RUN_SEED=7 stands for `run --seed 7`.",
)
@click.version_option(__version__, prog_name="foresell", message="%(prog)s %(version)s")
def foresell() -> None:
    """Simulate how a company wins and serves customers, and compare plans before committing."""


def _complain(message: str, exit_code: int) -> int:
    """Tell the user what went wrong, on stderr, and give back the exit code."""
    click.echo(f"foresell: {message}", err=True)
    return exit_code


def call(group: click.Command, arguments: Sequence[str] | None) -> int:
    """Run a command line; every error a user can cause becomes a message and an exit code."""
    from sim.errors import ForesellError

    try:
        outcome = group.main(args=arguments, prog_name="foresell", standalone_mode=False)
    except ForesellError as error:
        return _complain(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return _complain("interrupted", INTERRUPTED)
    except MemoryError:
        return _complain("out of memory; run fewer replications or a shorter horizon", OUT_OF_MEMORY)
    except OSError as error:
        if error.filename is None:
            raise
        return _complain(f"cannot use {error.filename}: {error.strerror}", NO_ACCESS)
    return outcome if isinstance(outcome, int) else 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return the exit code."""
    problem = installation_problem()
    if problem is not None:
        return _complain(problem, MIXED_UP_INSTALLATION)
    return call(foresell, arguments)
