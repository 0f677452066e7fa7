"""What commands that take a scenario share: the scenario itself, what is laid over it, and how it is run."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import update_wrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from foresell.options import RunOptions, run_options
from foresell.output import Advance, progress, remark

if TYPE_CHECKING:
    from planning.preflight import Allowance
    from planning.runs import Options
    from scenarios.load import Plan

DEFAULT_OUT = Path("runs")
Report = Callable[[float, int], None]


@dataclass(frozen=True, slots=True)
class PlanSource:
    """A scenario as named on the command line."""

    path: str
    """File, or library:NAME."""
    overlays: tuple[Path, ...]
    """Files laid over it."""
    settings: tuple[str, ...]
    """`path=value` texts laid over all files."""

    def load(self) -> "Plan":
        """Read and check the scenario."""
        from scenarios.load import load

        return load(self.path, self.overlays, self.settings)

    def load_plan(self, path: str) -> "Plan":
        """Read a plan: a scenario of its own, or an overlay that is laid over this scenario."""
        from planning.plans import load_plan

        return load_plan(path, self.path, self.overlays, self.settings)


_PLAN = (
    click.argument("scenario"),
    click.option(
        "--overlay",
        "overlays",
        multiple=True,
        type=click.Path(path_type=Path),
        help="Lay a file over the scenario.",
    ),
    click.option("--set", "settings", multiple=True, metavar="KEY=VALUE", help="Set one value."),
)


def plan_options(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Add the scenario, `--overlay` and `--set`; the command receives them as `source`."""

    def command(*arguments: Any, **values: Any) -> Any:
        path, overlays, settings = (values.pop(name) for name in ("scenario", "overlays", "settings"))
        return callback(*arguments, source=PlanSource(path, tuple(overlays), tuple(settings)), **values)

    wrapped = update_wrapper(command, callback)
    for option in reversed(_PLAN):
        wrapped = option(wrapped)
    return wrapped


_LIMITS = (
    click.option(
        "--limit-memory",
        metavar="SIZE",
        help="Refuse to start above this much memory, such as '8 GB'.  [default: 60 % of the machine]",
    ),
    click.option(
        "--limit-hours",
        type=click.FloatRange(0, min_open=True),
        default=24.0,
        show_default=True,
        help="Refuse to start above this many hours.",
    ),
)


def limit_options(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--limit-memory` and `--limit-hours`; the command receives them as `allowed`."""

    def command(*arguments: Any, **values: Any) -> Any:
        from planning.preflight import Allowance, memory_in

        size, hours = values.pop("limit_memory"), values.pop("limit_hours")
        allowed = Allowance(hours, memory_in(size) if size is not None else None)
        return callback(*arguments, allowed=allowed, **values)

    wrapped = update_wrapper(command, callback)
    for option in reversed(_LIMITS):
        wrapped = option(wrapped)
    return wrapped


def fits(
    plans: Sequence["Plan"], options: RunOptions, allowed: "Allowance", replications: int | None = None
) -> None:
    """Refuse a run that is too large, before anything is started; say what a long one will take.

    Parameters
    ----------
    plans : what is run, one after another
    options : how
    allowed : what it may take
    replications : of each plan, at most; as in the options unless told
    """
    from planning.preflight import Work, preflight

    times = options.replications if replications is None else replications
    remark(preflight(Work(plans, times, options.workers, options.engine), allowed), options.quiet)


def given(name: str) -> bool:
    """Whether an option was stated, on the command line or in the environment."""
    return click.get_current_context().get_parameter_source(name) is not ParameterSource.DEFAULT


def run_settings(options: RunOptions) -> "Options":
    """How to run, for planning; the scenario's own seed holds unless one is stated.

    Called before any simulation, so it is here that the user hears why the first one takes longer.
    """
    from planning.runs import Options

    _announce(options)
    return Options(
        replications=options.replications,
        seed=options.seed if given("seed") else None,
        workers=options.workers,
        engine=options.engine,
        out=options.out or DEFAULT_OUT,
        antithetic=options.antithetic,
    )


def _announce(options: RunOptions) -> None:
    """Say so when the engine has to be compiled first, which takes a while, once per version."""
    if options.engine != "compiled" or options.quiet:
        return
    from sim.run import engine_is_prepared

    if not engine_is_prepared():
        remark("preparing the engine, once per version (about half a minute)")


def cluster_option(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Add `--cluster`: who does the work."""
    return click.option(
        "--cluster",
        metavar="ADDRESS",
        help="Work on a Dask cluster: the address of its scheduler, or local:N for N processes here.",
    )(callback)


def work_options(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Add how to run, what it may take, and who does the work."""
    return limit_options(run_options(cluster_option(callback)))


@contextmanager
def workers_of(options: RunOptions, cluster: str | None) -> Iterator["Options"]:
    """How to run, with the workers that are asked for; a cluster is left when the command ends."""
    from dataclasses import replace

    settings = run_settings(options)
    if cluster is None:
        yield settings
        return
    if given("workers"):
        raise click.UsageError("--workers and --cluster cannot both be given: a cluster has its own workers")
    from planning.cluster import open_cluster

    with open_cluster(cluster) as pool:
        remark(f"cluster: {pool.workers} at the same time", options.quiet)
        yield replace(settings, pool=pool)


def warn(plans: Sequence["Plan"], quiet: bool = False) -> None:
    """Say what is allowed in a scenario, but likely not meant."""
    for line in dict.fromkeys(warning for plan in plans for warning in plan.warnings):
        remark(f"warning: {line}", quiet)


def admit(
    plans: Sequence["Plan"], options: RunOptions, allowed: "Allowance", replications: int | None = None
) -> None:
    """Say what is likely not meant, and refuse what is too large; parameters as in `fits`."""
    warn(plans, options.quiet)
    fits(plans, options, allowed, replications)


@contextmanager
def watched(label: str, quiet: bool) -> Iterator[Report]:
    """Show progress to a function that reports steps done and steps in all; the bar opens at the first."""
    with ExitStack() as stack:
        shown = 0.0
        advance: Advance | None = None

        def report(done: float, total: int) -> None:
            nonlocal shown, advance
            if advance is None:
                advance = stack.enter_context(progress(label, total, quiet))
            advance(done - shown)
            shown = done

        yield report
