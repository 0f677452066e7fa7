"""Plans: what differs from a baseline, as a file laid over it, or a scenario of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.files import LIBRARY_PREFIX, read_text
from scenarios.load import Plan, load
from scenarios.origin import MapNode, Source
from scenarios.yaml_text import parse_yaml


@dataclass(frozen=True, slots=True)
class Candidate:
    """A plan under the name that it is shown by."""

    name: str
    plan: Plan


_WHOLE = ("extends", "market")
"""Keys that only a scenario of its own has."""


def load_plan(
    path: str | Path,
    baseline: str | Path,
    overlays: Sequence[Path] = (),
    settings: Sequence[str] = (),
) -> Plan:
    """Read a plan; a file that neither extends a scenario nor describes a market is laid over the baseline.

    Parameters
    ----------
    path : file of the plan, or library:NAME
    baseline : scenario that the plan is compared with
    overlays : files laid over the baseline, and so over the plan
    settings : `path=value` texts laid over all files
    """
    if is_whole(path):
        return load(path, overlays, settings)
    return load(baseline, [*overlays, Path(path)], settings)


def is_whole(path: str | Path) -> bool:
    """Tell whether a file is a scenario of its own, and not only what differs from one."""
    if str(path).startswith(LIBRARY_PREFIX):
        return True
    node = parse_yaml(read_text(Path(path), str(path)).text, Source(str(path), "overlay"))
    return isinstance(node, MapNode) and any(key in node.entries for key in _WHOLE)


def candidates(
    baseline: str | Path, plans: Sequence[str | Path], overlays: Sequence[Path], settings: Sequence[str]
) -> list[Candidate]:
    """The baseline and the plans that are compared with it, each under its name.

    Parameters
    ----------
    baseline : scenario that the plans are compared with
    plans : files of the plans, or library:NAME
    overlays : files laid over the baseline, and so over the plans
    settings : `path=value` texts laid over all files
    """
    base = load(baseline, overlays, settings)
    read = [(path, load_plan(path, baseline, overlays, settings)) for path in plans]
    return [
        Candidate(base.scenario.name, base),
        *(Candidate(plan_name(path, plan, base), plan) for path, plan in read),
    ]


def plan_name(path: str | Path, plan: Plan, baseline: Plan) -> str:
    """Name to show: the plan's own, or its file's when it has none.

    Examples
    --------
    >>> from scenarios.load import load
    >>> tiny = load("library:tiny")
    >>> plan_name("plans/more_reps.yaml", tiny, tiny)
    'more reps'
    """
    own = plan.scenario.name
    if own != baseline.scenario.name:
        return own
    return Path(str(path).removeprefix(LIBRARY_PREFIX)).stem.replace("_", " ").replace("-", " ")
