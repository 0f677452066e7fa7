"""Caps of one replication."""

from scenarios.compile.build import Build
from sim.params.limits import Limits


def compile_limits(build: Build) -> Limits:
    """How much one replication may grow."""
    section = build.scenario.limits
    return Limits(section.cases, section.events, section.at_once, section.trace_rows)
