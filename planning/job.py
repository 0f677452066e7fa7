"""What is run: a plan, perhaps changed, perhaps with parameters drawn anew, and which replications of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from planning.block import Engine, program_digest
from planning.pairs import whole_pairs
from planning.pools import Pool
from planning.store import run_key
from scenarios.compile import compile_params
from scenarios.draws import drawn
from scenarios.load import Plan
from scenarios.schema.scenario import Scenario
from sim.errors import InputError
from sim.outcome import Luck
from sim.params import Params

WORKINGS = "workings"
"""Folder, below that of the runs, for runs that only serve to answer a question about a plan."""
_OF_VARIANTS = ("sources",)
"""Tables that are kept of a variant unless told."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a plan is run."""

    replications: int = 100
    """Independent repetitions [replication]."""
    seed: int | None = None
    """Key of all random numbers; None for the scenario's own."""
    workers: int = 0
    """Replications at the same time; 0 for one per processor [worker]."""
    engine: Engine = "compiled"
    """The fast engine, or its readable twin."""
    out: Path = Path("runs")
    """Folder of the run folders."""
    first: int = 0
    """Number of the first replication."""
    antithetic: bool = False
    """Whether replications 2k and 2k + 1 are mirror images of one another."""
    pool: Pool | None = field(default=None, compare=False)
    """Who does the work; None for so many workers of this machine. The answer does not depend on it."""

    def __post_init__(self) -> None:
        if self.replications < 1:
            raise InputError(f"replications must be at least 1, found {self.replications}")
        if self.first < 0 or self.workers < 0:
            raise InputError("first and workers may not be negative")
        if self.antithetic:
            whole_pairs(self.first, self.replications)

    @property
    def numbers(self) -> range:
        """Numbers of the replications."""
        return range(self.first, self.first + self.replications)

    def seed_for(self, plan: Plan) -> int:
        """Seed in force for a plan."""
        return plan.scenario.seed if self.seed is None else self.seed

    def luck_for(self, plan: Plan) -> Luck:
        """What all draws for a plan descend from."""
        return Luck(self.seed_for(plan), self.antithetic)


@dataclass(frozen=True, slots=True)
class Variant:
    """A plan with something changed that no file states: for questions about the plan."""

    name: str
    """What is changed, in words; part of the run's key."""
    build: Callable[[Scenario], Params]
    """The changed parameters; decided by the name alone."""


AS_PLANNED = Variant("", compile_params)


@dataclass(frozen=True)
class Job:
    """One point of a grid: a plan, a draw of its parameters, and the replications of it."""

    plan: Plan
    options: Options
    variant: Variant = AS_PLANNED
    name: str = ""
    """Name to show; the scenario's own unless told."""
    draw: int = 0
    """Number of the draw of the calibrated parameters; 0 for the estimates themselves."""
    keep: tuple[str, ...] | None = None
    """Tables that are wanted besides the key figures; None for all (of a variant: what questions need)."""

    @property
    def title(self) -> str:
        """Name to show."""
        return self.name or self.plan.scenario.name

    def settled(self) -> "Job":
        """The same with all that is left open decided; variants are kept apart from the plans themselves."""
        aside = bool(self.variant.name) and self.options.out.name != WORKINGS
        out = self.options.out / WORKINGS if aside else self.options.out
        options = replace(self.options, seed=self.options.seed_for(self.plan), out=out)
        keep = _OF_VARIANTS if self.keep is None and self.variant.name else self.keep
        plan = drawn(self.plan, self.draw)
        return Job(plan, options, self.variant, self.title, 0, keep)

    @cached_property
    def question(self) -> Mapping[str, Any]:
        """Everything but the replications that decides the outcome; the order of keys counts."""
        kept = {} if self.keep is None else {"keep": list(self.keep)}
        return {
            "scenario": json.dumps(self.plan.document.data),
            "variant": self.variant.name,
            "engine": self.options.engine,
            "seed": self.options.seed_for(self.plan),
            "antithetic": self.options.antithetic,
            **kept,
        }

    def key(self, numbers: range, **more: Any) -> str:
        """Name of the folder of some replications; more : what else is asked."""
        whole = {**self.question, **more, "first": numbers.start, "replications": len(numbers)}
        return run_key(whole, program_digest(), self.options.seed_for(self.plan))
