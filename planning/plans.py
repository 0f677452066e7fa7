"""Plans: what differs from a baseline, as a file laid over it, or a scenario of its own."""

from collections.abc import Sequence
from pathlib import Path

from scenarios.files import LIBRARY_PREFIX, read_text
from scenarios.load import Plan, load
from scenarios.origin import MapNode, Source
from scenarios.yaml_text import parse_yaml

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


def plan_name(path: str | Path, plan: Plan, baseline: Plan) -> str:
    """Name to show: the plan's own, or its file's when it has none.

    Parameters
    ----------
    path : file of the plan
    plan : the plan
    baseline : what it is compared with
    """
    own = plan.scenario.name
    if own != baseline.scenario.name:
        return own
    return Path(str(path).removeprefix(LIBRARY_PREFIX)).stem.replace("_", " ").replace("-", " ")
