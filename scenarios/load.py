"""Load a scenario: read, check every section and the sections against one another, or list every problem."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from scenarios.checks import problems_of, warnings_of
from scenarios.names import Names, names_of
from scenarios.origin import Mark, Node, Problem, Steps, child, refuse
from scenarios.read import Document, read_scenario
from scenarios.schema.scenario import Scenario
from scenarios.validate import validate


@dataclass(frozen=True)
class Plan:
    """A scenario that holds together, and where each of its values comes from."""

    scenario: Scenario
    """The checked sections."""
    document: Document
    """The values as read, with their places."""
    names: Names
    """What each number of the simulator stands for."""
    warnings: tuple[str, ...]
    """What is allowed, but likely not meant."""


def load(path: Path | str, overlays: Sequence[Path] = (), settings: Sequence[str] = ()) -> Plan:
    """Load a scenario; an InputError lists all problems as `file:line:column: path: message`.

    Parameters
    ----------
    path : scenario file, or `library:NAME`
    overlays : files laid over the scenario
    settings : `path=value` texts laid over all files
    """
    document = read_scenario(path, overlays, settings)
    scenario = validate(Scenario, document)
    problems = [_located(document, steps, message) for steps, message in problems_of(scenario)]
    if problems:
        raise refuse(document.path, problems)
    warnings = [str(_located(document, steps, message)) for steps, message in warnings_of(scenario)]
    return Plan(scenario, document, names_of(scenario), tuple(warnings))


def _located(document: Document, steps: Steps, message: str) -> Problem:
    """Place a problem at its key, or at the nearest section above a key that nobody wrote."""
    mark: Mark = document.tree.mark
    node: Node = document.tree
    for step in steps:
        entry = child(node, step)
        if entry is None:
            break
        mark, node = entry.key, entry.node
    return Problem(mark, steps, message)
